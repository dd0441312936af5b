// Frame time, layout shift and memory of the Tails view while lines flow through four panes.
//   node test/bench/tails-frames.ts [--rate 10000] [--seconds 10] [--json]
// The window is the real one; its services are made up in the page, so that their cost counts against us.
import { parseArgs } from 'node:util';
import { openLab } from '../kit/window-lab/lab-page.ts';

const { values } = parseArgs({
  options: {
    rate: { type: 'string', default: '10000' },
    seconds: { type: 'string', default: '10' },
    json: { type: 'boolean', default: false },
  },
});
const rate = Number(values.rate);
const seconds = Number(values.seconds);

const lab = await openLab();
try {
  // Four panes, each following one of the four services: together they take every line.
  const page = await lab.open({
    rate,
    width: 1280,
    height: 800,
    services: ['storefront', 'inventoryd', 'pricing', 'checkout'],
  });
  await page.waitForTimeout(3_000);
  const cdp = await page.context().newCDPSession(page);
  await cdp.send('Performance.enable', { timeDomain: 'threadTicks' });
  const metric = async (name: string) => {
    const { metrics } = await cdp.send('Performance.getMetrics');
    return metrics.find((each) => each.name === name)!.value;
  };
  const heap = async () => {
    await cdp.send('HeapProfiler.collectGarbage');
    return metric('JSHeapUsedSize');
  };
  const before = await heap();
  const busyBefore = await metric('TaskDuration');
  const figures = await page.evaluate(async (runMs) => {
    let shift = 0;
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries() as (PerformanceEntry & { value: number })[]) shift += entry.value;
    }).observe({ type: 'layout-shift' });
    const frames: number[] = [];
    let last = performance.now();
    const end = last + runMs;
    await new Promise<void>((resolve) => {
      const step = (now: number) => {
        frames.push(now - last);
        last = now;
        if (now < end) requestAnimationFrame(step);
        else resolve();
      };
      requestAnimationFrame(step);
    });
    frames.sort((a, b) => a - b);
    const at = (share: number) => frames[Math.min(frames.length - 1, Math.floor(frames.length * share))]!;
    return { frames: frames.length, p50: at(0.5), p95: at(0.95), p99: at(0.99), max: at(1), shift };
  }, seconds * 1_000);
  const busy = (await metric('TaskDuration')) - busyBefore;
  const after = await heap();
  const result = {
    rate,
    seconds,
    panes: 4,
    mainThreadShare: busy / seconds,
    ...figures,
    heapMb: Math.round(after / 1e6),
    heapGrowthMb: Math.round((after - before) / 1e6),
  };
  if (values.json) console.log(JSON.stringify(result));
  else
    console.log(
      `${rate} lines/s over 4 panes, ${seconds} s: frame p50 ${figures.p50.toFixed(1)} ms, p95 ${figures.p95.toFixed(1)} ms, ` +
        `p99 ${figures.p99.toFixed(1)} ms, max ${figures.max.toFixed(1)} ms; layout shift ${figures.shift.toFixed(4)}; ` +
        `main thread ${Math.round((100 * busy) / seconds)} % of a core; ` +
        `heap ${result.heapMb} MB (${result.heapGrowthMb >= 0 ? '+' : ''}${result.heapGrowthMb})`,
    );
} finally {
  await lab.close();
}
