# Completes npm-token in bash: eval "$(npm-token completion bash)"
_npm_token() {
  local line=${COMP_LINE:0:COMP_POINT} last open candidate
  local -a words
  read -ra words <<< "$line"
  [[ $line == *[[:space:]] ]] && words+=('')
  # Bash puts a candidate behind the last `=` or `:` of the word.
  last=${words[${#words[@]} - 1]}
  open=${last##*[=:]}
  COMPREPLY=()
  while IFS=$'\t' read -r candidate _; do
    COMPREPLY+=("${candidate:${#last}-${#open}}")
  done < <(npm-token completion --words -- "${words[@]:1}" 2>/dev/null)
  [[ ${#COMPREPLY[@]} -eq 1 && ${COMPREPLY[0]} == *[=:] ]] && compopt -o nospace 2>/dev/null
  return 0
}
complete -o default -F _npm_token npm-token
