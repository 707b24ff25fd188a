import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { Pace } from '../pace.ts';
import type { ParserFile, ParserRequest } from '../parser-messages.ts';
import { type ByteSink, ParserOutput } from './parser-output.ts';
import { readFiles } from './read-files.ts';

/** A request line longer than this is not from the engine. */
const maxLine = 64 << 20;

/**
 * The parsing child: reads the files it was given descriptors of and tells what is in them. Ends when all is told,
 * or when its input closes.
 */
export async function runParser(input: Readable, sink: ByteSink): Promise<void> {
  const output = new ParserOutput(sink);
  const pace = new Pace(Number.POSITIVE_INFINITY);
  let files: ParserFile[] = [];
  let reading: Promise<void> = Promise.resolve();
  let answering: Promise<void> = Promise.resolve();
  const lines = createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY });
  await new Promise<void>((resolve, reject) => {
    lines.on('close', resolve);
    lines.on('line', (line) => {
      if (line.length > maxLine) return reject(new Error('request too long'));
      // A child does one of these: the code of the others, which is most of it, is not set up.
      // The engine's own words: it is the child that is not trusted, not the other way round.
      const request = JSON.parse(line) as ParserRequest;
      switch (request.op) {
        case 'read':
          files = request.files;
          if (request.until !== undefined) pace.goOn(request.until);
          reading = readFiles(files, output, pace).finally(() => lines.close());
          reading.catch(reject);
          break;
        case 'files':
          files = request.files;
          break;
        case 'live':
          reading = import('./live/live-program.ts')
            .then(({ readLive }) => readLive(request, output))
            .finally(() => lines.close());
          reading.catch(reject);
          break;
        case 'agents':
          reading = import('../../hosts/agents/io/read-agents.ts')
            .then(({ readAgents }) => readAgents(request, output))
            .finally(() => lines.close());
          reading.catch(reject);
          break;
        case 'feed':
          reading = import('../../intel/io/feed-program.ts')
            .then(({ readFeedFiles }) => readFeedFiles(request, (reply) => output.reply(reply)))
            .finally(() => lines.close());
          reading.catch(reject);
          break;
        case 'stop':
          pace.stop();
          break;
        case 'until':
          pace.goOn(request.time);
          break;
        case 'packets': {
          // One after another: answers come in the order of requests, and memory holds one of them.
          answering = answering
            .then(() => import('./answer-packets.ts'))
            .then(({ answerPackets }) => answerPackets(files, request, output));
          answering.catch(reject);
          break;
        }
      }
    });
  });
  await reading;
  await answering;
  output.flush();
  await output.settle();
  input.destroy();
}
