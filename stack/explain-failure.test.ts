import { expect, test } from 'vitest';
import { ConfigError } from '../gateway/config.ts';
import { explainFailure } from './explain-failure.ts';
import { FolderInUseError } from './folder-lock.ts';
import { PortInUseError } from './port.ts';

test('says what to do about a taken port', () => {
  expect(explainFailure(new PortInUseError('Port 4000 is in use.'))).toContain('PORT=4001 npm start');
});

test('says what to do about a folder in use', () => {
  expect(explainFailure(new FolderInUseError('.data is in use by a stack that runs already.'))).toContain('--data');
});

test('lists what is wrong with the environment without a trace', () => {
  expect(explainFailure(new ConfigError(['PORT="x": expected a number']))).not.toContain('    at ');
});

test('says that a database does not answer', () => {
  const refused = Object.assign(new Error('connect ECONNREFUSED 127.0.0.1:5432'), { code: 'ECONNREFUSED' });
  expect(explainFailure(refused)).toMatch(/^The database does not answer: .*DATABASE_URL/);
});

test('shows all of what nobody foresaw', () => {
  expect(explainFailure(new Error('no such thing'))).toMatch(/no such thing\n +at /);
});
