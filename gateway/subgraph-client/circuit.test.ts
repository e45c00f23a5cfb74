import { expect, test, vi } from 'vitest';
import { createCircuit, minCalls } from './circuit.ts';

test('opens when half of the calls fail, and not before there are enough of them', () => {
  const { circuit } = createClockedCircuit();
  for (let call = 1; call < minCalls; call += 1) circuit.failed();
  expect(circuit.state).toBe('closed');
  circuit.failed();
  expect([circuit.state, circuit.admit()]).toEqual(['open', false]);
});

test('stays closed when most calls succeed, and judges only the newest of them', () => {
  const { circuit, clock } = createClockedCircuit();
  for (let call = 0; call < 100; call += 1) (call % 3 === 0 ? circuit.failed : circuit.succeeded)();
  expect(circuit.state).toBe('closed');
  for (let call = 1; call < minCalls; call += 1) circuit.failed();
  clock.nowMs += 10_000;
  circuit.failed();
  expect(circuit.state).toBe('closed');
});

test('lets one call try when it was open for long enough, and goes by its outcome', () => {
  const { circuit, clock, states } = createOpenCircuit();
  clock.nowMs += 4_999;
  expect([circuit.isRefusing, circuit.admit()]).toEqual([true, false]);
  clock.nowMs += 1;
  expect(circuit.isRefusing).toBe(false);
  expect([circuit.admit(), circuit.admit()]).toEqual([true, false]);
  circuit.failed();
  expect([circuit.state, circuit.admit()]).toEqual(['open', false]);
  clock.nowMs += 5_000;
  expect(circuit.admit()).toBe(true);
  circuit.succeeded();
  expect([circuit.state, circuit.admit(), circuit.admit()]).toEqual(['closed', true, true]);
  expect(states.mock.calls.flat()).toEqual(['open', 'half-open', 'open', 'half-open', 'closed']);
});

test('a trial whose client left leaves the trial to the next call', () => {
  const { circuit, clock } = createOpenCircuit();
  clock.nowMs += 5_000;
  expect(circuit.admit()).toBe(true);
  circuit.abandoned();
  expect([circuit.admit(), circuit.admit()]).toEqual([true, false]);
});

test('calls that were under way when it opened change nothing', () => {
  const { circuit } = createOpenCircuit();
  circuit.succeeded();
  circuit.failed();
  expect(circuit.state).toBe('open');
});

function createOpenCircuit() {
  const clocked = createClockedCircuit();
  for (let call = 0; call < minCalls; call += 1) clocked.circuit.failed();
  return clocked;
}

function createClockedCircuit() {
  const clock = { nowMs: 0 };
  const states = vi.fn();
  return { clock, states, circuit: createCircuit({ openMs: 5_000, now: () => clock.nowMs, onChange: states }) };
}
