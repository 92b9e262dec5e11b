import type { Section } from '../finding';

/** Milliseconds that the site may take to say that it lives. */
const patience = 10_000;

/** Whether the site answers, asked as a browser would. @param url with no slash at its end */
export async function siteSection(url: string): Promise<Section> {
  const started = performance.now();
  try {
    const response = await fetch(`${url}/livez`, {
      redirect: 'manual',
      signal: AbortSignal.timeout(patience),
    });
    // Read, or the time is that of the headers alone.
    await response.text();
    const milliseconds = Math.round(performance.now() - started);
    const facts = { url, status: response.status, milliseconds };
    return {
      title: 'Site',
      findings: [
        response.ok
          ? {
              health: 'well',
              subject: url,
              says: `/livez answers ${response.status} in ${milliseconds} ms`,
              facts,
            }
          : {
              health: 'bad',
              subject: url,
              says: `/livez answers ${response.status} after ${milliseconds} ms`,
              cure: cureFor(response.status),
              facts,
            },
      ],
    };
  } catch (error) {
    return {
      title: 'Site',
      findings: [
        {
          health: 'bad',
          subject: url,
          says: `does not answer: ${reason(error)}`,
          cure: 'Look at the health of the servers below, then at your own network.',
          facts: { url, error: reason(error) },
        },
      ],
    };
  }
}

function cureFor(status: number): string {
  return status >= 502 && status <= 504
    ? 'Nothing behind the load balancer answers: look at the health of the servers below.'
    : 'Something in front of the servers, or their release, answers wrongly: look at the log.';
}

/** What fetch keeps in the cause of its error. */
function reason(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === 'TimeoutError') return `nothing within ${patience / 1000} seconds`;
  return error.cause instanceof Error ? error.cause.message : error.message;
}
