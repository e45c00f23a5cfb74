// npm run import: a platform's report exports, from a folder into the graph.
import { pathToFileURL } from 'node:url';
import { pino } from 'pino';
import { describeReport, isIncompleteImport } from './describe-report.ts';
import { readArguments, usage } from './import-arguments.ts';
import type { ImportArguments } from './import-arguments.ts';
import { importFolder } from './import-folder.ts';
import type { ImportReport } from './import-folder.ts';
import { dryTarget, findOrCreateAdvertiser, openTarget } from './import-target.ts';
import { ImportSetupError, loadMapping, shippedMappings } from './load-mapping.ts';
import type { Mapping } from './mapping.ts';
import { importedAdvertiserId, isAdvertiserId } from './platform-ids.ts';

async function run(given: ImportArguments): Promise<number> {
  const own = given.mappingsFolder === undefined ? [] : [pathToFileURL(`${given.mappingsFolder}/`)];
  const mapping = await loadMapping(given.platform, [...own, shippedMappings]);
  const report = given.isDryRun ? await runDry(given, mapping) : await runWet(given, mapping);
  console.log(describeReport(report, mapping));
  if (given.isDryRun) console.log('\nNothing was written (--dry-run).');
  return isIncompleteImport(report) ? 1 : 0;
}

async function runDry(given: ImportArguments, mapping: Mapping): Promise<ImportReport> {
  const { advertiser } = given;
  const advertiserId = isAdvertiserId(advertiser) ? advertiser : importedAdvertiserId(advertiser);
  return await importFolder(dryTarget, { ...given, mapping, advertiserId });
}

async function runWet(given: ImportArguments, mapping: Mapping): Promise<ImportReport> {
  const opened = await openTarget(process.env, given.dataFolder, pino({ level: 'warn' }, pino.destination(2)));
  try {
    const advertiserId = await findOrCreateAdvertiser(opened.campaigns, given.advertiser);
    return await importFolder(opened.target, { ...given, mapping, advertiserId });
  } finally {
    await opened.close();
  }
}

try {
  const given = readArguments(process.argv.slice(2));
  if (given === 'HELP') console.log(usage);
  else process.exitCode = await run(given);
} catch (error) {
  console.error(error instanceof ImportSetupError ? error.message : error);
  process.exitCode = 2;
}
