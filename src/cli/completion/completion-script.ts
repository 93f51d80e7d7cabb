const SCRIPTS = {
  bash: `# eval "$(kerros completion bash)" in ~/.bashrc
_kerros() {
  local IFS=$'\\n'
  COMPREPLY=($("\${COMP_WORDS[0]}" completion bash -- "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null))
}
complete -o default -F _kerros kerros
`,
  zsh: `# eval "$(kerros completion zsh)" in ~/.zshrc, after compinit
_kerros() {
  local -a found
  found=("\${(@f)$("\${words[1]}" completion zsh -- "\${(@)words[2,$CURRENT]}" 2>/dev/null)}")
  found=(\${found:#})
  if (( \${#found} )); then compadd -a found; else _files; fi
}
compdef _kerros kerros
`,
  fish: `# kerros completion fish > ~/.config/fish/completions/kerros.fish
function __kerros_complete
  set -l words (commandline -opc) (commandline -ct)
  command $words[1] completion fish -- $words[2..-1] 2>/dev/null
end
complete -c kerros -a '(__kerros_complete)'
`,
} as const

/** The script for a shell. It calls the `kerros` that is on the line: a global one, or one in `node_modules/.bin`. */
export function completionScript(shell: keyof typeof SCRIPTS): string {
  return SCRIPTS[shell]
}
