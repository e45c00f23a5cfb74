// `npm run twin`: the platforms' own pages, for a stack that runs on twins. What is edited here nobody of the graph has asked for.
import { parseArgs } from 'node:util';
import { askPages, type PageCall } from './ask-pages.ts';

const usage = `npm run twin -- [command] [--data <folder>]

  list                       the campaigns that the twins hold (default)
  show <externalId>          what is held and spent of a campaign, ad group or ad, and who has edited it
  budget <externalId> <60>   sets its budget, as a person does in the platform's own pages; in major units
  bid <externalId> <1.20>    sets the bid of an ad group, or the target of a campaign
  pause <externalId>         switches it off
  resume <externalId>        and on again
  remove <externalId>        removes it for good, with all that is in it

  --data <folder>            where the stack keeps its data (default: .data)`;

/** Undefined for what is no command. */
function toCall([command = 'list', externalId = '', amount, ...rest]: readonly string[]): PageCall | undefined {
  if (rest.length > 0) return undefined;
  if (command === 'list') return externalId === '' ? { externalId } : undefined;
  if (externalId === '') return undefined;
  switch (command) {
    case 'show':
      return amount === undefined ? { externalId } : undefined;
    case 'budget':
    case 'bid':
      return amount === undefined ? undefined : { externalId, edit: { do: command, amount } };
    case 'pause':
    case 'resume':
    case 'remove':
      return amount === undefined ? { externalId, edit: { do: command } } : undefined;
    default:
      return undefined;
  }
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    options: { data: { type: 'string', default: '.data' }, help: { type: 'boolean', default: false } },
    allowPositionals: true,
  });
  const call = toCall(positionals);
  if (values.help || !call) {
    console.log(usage);
    process.exitCode = values.help ? 0 : 2;
    return;
  }
  const answer = await askPages(values.data, call);
  if (call.externalId === '') console.table(answer);
  else console.log(JSON.stringify(answer, null, 2));
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
});
