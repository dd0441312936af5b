import type { Command } from 'commander';
import { AppError } from '../../base/errors.ts';
import { action } from '../command-context.ts';

/** `crosstail completion bash|zsh|fish`: a script for the shell. */
export function register(program: Command): void {
  program
    .command('completion <shell>')
    .description('completion script for bash, zsh or fish')
    .action(
      action(async (context, shell: string) => {
        const names = program.commands.map((command) => command.name());
        await context.out(scriptFor(shell, names));
      }),
    );
}

function scriptFor(shell: string, names: string[]): string {
  switch (shell) {
    case 'bash':
      return `_crosstail() { [ "$COMP_CWORD" = 1 ] && COMPREPLY=($(compgen -W '${names.join(' ')}' -- "\${COMP_WORDS[1]}")) || COMPREPLY=($(compgen -f -- "\${COMP_WORDS[COMP_CWORD]}")); }\ncomplete -F _crosstail crosstail\n`;
    case 'zsh':
      return `#compdef crosstail\n_arguments '1:command:(${names.join(' ')})' '*:file:_files'\n`;
    case 'fish':
      return names.map((name) => `complete -c crosstail -n __fish_use_subcommand -a ${name}\n`).join('');
    default:
      throw new AppError('USAGE', `There is no completion for "${shell}".`, { hint: 'It is one of bash, zsh, fish.' });
  }
}
