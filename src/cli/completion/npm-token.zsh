#compdef npm-token
# Completes npm-token in zsh: eval "$(npm-token completion zsh)", or as a file _npm-token of a folder in $fpath
_npm_token() {
  local -a whole open
  local candidate about
  while IFS=$'\t' read -r candidate about; do
    case $candidate in
      *[=:]) open+=("${candidate//:/\\:}:$about") ;;
      *) whole+=("${candidate//:/\\:}:$about") ;;
    esac
  done < <(npm-token completion --words -- "${(@)words[2,CURRENT]}" 2>/dev/null)
  _describe npm-token whole -- open -S ''
  ((${#whole} + ${#open})) || _files
}
compdef _npm_token npm-token
