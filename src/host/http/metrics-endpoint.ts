// The agent's own figures for Prometheus, on loopback only. Text format 0.0.4.
import http from 'node:http';
import { AppError } from '../../base/errors.ts';
import type { AgentReport } from '../../ports/agent-directory.ts';

/** Serves `/metrics` until closed. Rejects PORT_IN_USE. */
export async function startMetrics(port: number, report: () => AgentReport): Promise<{ close(): Promise<void> }> {
  const server = http.createServer((request, response) => {
    if (request.method !== 'GET' || request.url !== '/metrics') {
      response.writeHead(404).end();
      return;
    }
    response.writeHead(200, { 'content-type': 'text/plain; version=0.0.4' }).end(metricsText(report()));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(error.code === 'EADDRINUSE' ? portInUse(port) : error),
    );
    server.listen(port, '127.0.0.1', resolve);
  });
  return {
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

function portInUse(port: number): AppError {
  return new AppError('PORT_IN_USE', `The port ${port} for metrics is in use on 127.0.0.1.`, {
    hint: 'Choose another with --metrics.',
  });
}

/** One gauge a line; labels are escaped as the format wants. */
export function metricsText(report: AgentReport): string {
  const lines = [
    '# TYPE crosstail_agent_rules gauge',
    ...report.rules.map(({ rule, state }) => `crosstail_agent_rules{rule="${escapeLabel(rule)}",state="${state}"} 1`),
    '# TYPE crosstail_agent_file_offset_bytes gauge',
    ...report.files.map(
      ({ path, rule, offset }) =>
        `crosstail_agent_file_offset_bytes{path="${escapeLabel(path)}",rule="${escapeLabel(rule)}"} ${offset}`,
    ),
    '# TYPE crosstail_agent_file_size_bytes gauge',
    ...report.files.map(
      ({ path, rule, sizeBytes }) =>
        `crosstail_agent_file_size_bytes{path="${escapeLabel(path)}",rule="${escapeLabel(rule)}"} ${sizeBytes}`,
    ),
  ];
  const single = {
    files: report.filesTotal,
    lines_per_second: report.linesPerSecond,
    lag_bytes: report.lagBytes,
    losses_total: report.lossesTotal,
    applied_revision: report.appliedRevision,
    started_at_seconds: report.startedAtMs / 1_000,
  };
  for (const [name, value] of Object.entries(single)) {
    lines.push(
      `# TYPE crosstail_agent_${name} ${name.endsWith('_total') ? 'counter' : 'gauge'}`,
      `crosstail_agent_${name} ${value}`,
    );
  }
  return `${lines.join('\n')}\n`;
}

function escapeLabel(value: string): string {
  return value.replace(/\\/g, '\\\\').replace(/"/g, '\\"').replace(/\n/g, '\\n');
}
