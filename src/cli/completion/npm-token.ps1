# Completes npm-token in PowerShell: npm-token completion powershell | Out-String | Invoke-Expression
Register-ArgumentCompleter -Native -CommandName npm-token -ScriptBlock {
  param($word, $ast, $cursor)
  $words = @($ast.CommandElements | Select-Object -Skip 1 | Where-Object { $_.Extent.EndOffset -lt $cursor } | ForEach-Object { $_.ToString() })
  npm-token completion --words -- @words $word 2>$null | ForEach-Object {
    $candidate, $about = $_ -split "`t", 2
    [System.Management.Automation.CompletionResult]::new($candidate, $candidate, 'ParameterValue', $(if ($about) { $about } else { $candidate }))
  }
}
