// @vitest-environment jsdom
import { Blob } from 'node:buffer';
import axe from 'axe-core';
import { expect, test } from 'vitest';
import { Census } from '../../../../src/bundle/parts/census.ts';
import { reportPage } from '../../../../src/bundle/report/report-page.ts';
import type { LogEvent } from '../../../../src/model/log-event.ts';
import { sampleEvents, sampleFindings } from '../../../kit/bundle-samples.ts';

const HOSTILE = '<img src=x onerror=alert(1)>"\'&\u202e</pre><script>alert(1)</script>';

function pageOf(events: LogEvent[], findings = sampleFindings(events)): string {
  const census = new Census();
  for (const event of events) census.add(event);
  const services = [...census.services.values()].map(({ service, events: count }) => ({
    service,
    events: count,
    log: 'logs/x.log',
  }));
  const head = {
    bundle: 1 as const,
    producer: { name: 'crosstail', version: '1' },
    title: HOSTILE,
    scope: { query: HOSTILE, from: null, to: null, trace: HOSTILE },
    events: { count: census.count, from: census.first, to: census.last },
    ruleRevision: null,
    clock: [{ host: HOSTILE, offsetMs: 1, errorMs: 1, basis: HOSTILE }],
    services,
    sources: [],
    sourcesLeftOut: 0,
    redaction: null,
  };
  return [...reportPage(head, census, findings)].join('');
}

test('nothing in it runs, loads or leads away, whatever the events hold', () => {
  const events = sampleEvents(40).map((event, i) => ({
    ...event,
    message: `${HOSTILE}${i}`,
    service: { name: `${HOSTILE}${i % 3}` },
    log: { ...event.log, level: i % 2 === 0 ? 'ERROR' : HOSTILE },
  }));
  const page = pageOf(events);
  const document = new DOMParser().parseFromString(page, 'text/html');
  expect(document.querySelectorAll('script,img,iframe,link,object,embed,form,a[href],base').length).toBe(0);
  const attributes = [...document.querySelectorAll('*')].flatMap((element) => element.getAttributeNames());
  expect(attributes.filter((name) => name.startsWith('on') || name === 'style' || name.includes('href'))).toEqual([]);
  const policy = document.querySelector('meta[http-equiv="Content-Security-Policy"]')?.getAttribute('content');
  expect(policy).toMatch(/^default-src 'none'; style-src 'sha256-[A-Za-z0-9+/]{43}='$/);
  expect(page).not.toContain('\u202e');
  expect(document.title).toContain('<img src=x onerror=alert(1)>');
});

test('it shows what happened: summary, picture, suspects with lines, trace, notes, pins, errors', () => {
  const events = sampleEvents(400);
  const text = new DOMParser().parseFromString(pageOf(events), 'text/html').body.textContent;
  for (const shown of [
    '400 events of 2 services, 40 of them errors.',
    'Most likely the trouble started in inventoryd (93 %).',
    'It crashed.',
    'req-000001',
    'The stock engine went away.',
    'first',
    'First errors',
  ])
    expect(text).toContain(shown);
});

test('its size is bounded, however many events there are', () => {
  const few = pageOf(sampleEvents(5_000)).length;
  const many = pageOf(sampleEvents(50_000)).length;
  expect(many).toBeLessThan(few * 1.2);
  expect(new Blob([pageOf(sampleEvents(50_000))]).size).toBeLessThan(400_000);
});

test('axe finds nothing to mend', async () => {
  const page = pageOf(sampleEvents(200));
  const parsed = new DOMParser().parseFromString(page, 'text/html');
  document.documentElement.lang = parsed.documentElement.lang;
  document.head.innerHTML = parsed.head.innerHTML;
  document.body.innerHTML = parsed.body.innerHTML;
  // Colours need a layout: the window tests look at them.
  const { violations } = await axe.run(document, { rules: { 'color-contrast': { enabled: false } } });
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html.slice(0, 200)}`)).toEqual([]);
});
