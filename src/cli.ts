import { readFileSync } from 'node:fs';
import { Command } from 'commander';

const { version, description } = JSON.parse(
  readFileSync(new URL('../package.json', import.meta.url), 'utf8'),
);

const program = new Command('roomcal').description(description).version(version);

program
  .command('start')
  .description(
    'run the service; without ROOMCAL_CONFIG on the sandbox, a building of six rooms on this machine',
  )
  .action(async () => {
    const { main } = await import('./bootstrap.ts');
    await main();
  });

await program.parseAsync();
