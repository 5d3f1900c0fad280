# Completes npm-token in fish: npm-token completion fish | source
complete -c npm-token -f -a '(npm-token completion --words -- (commandline -opc)[2..] (commandline -ct) 2>/dev/null)'
