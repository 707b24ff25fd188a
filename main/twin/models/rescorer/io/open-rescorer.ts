import { z } from 'zod';
import { MOST_EVENTS } from '../rescorer-network.ts';

/** A model that runs, or why none does, one sentence for a person. */
export type OpenedRescorer =
  | { ok: true; surprise: (run: ArrayLike<number>) => Promise<Float32Array>; close: () => Promise<void> }
  | { ok: false; why: string };

interface Session {
  run: (feeds: Record<string, unknown>) => Promise<Record<string, { data: unknown }>>;
  release: () => Promise<void>;
}

/** What is used of the runtime; it is not installed with the console, so its types are not there either. */
interface Runtime {
  env: { logLevel: string; wasm: { numThreads: number } };
  InferenceSession: { create: (bytes: Uint8Array, options: Record<string, unknown>) => Promise<Session> };
  Tensor: new (type: string, data: BigInt64Array, dimensions: number[]) => unknown;
}

const runtimeSchema = z.custom<Runtime>(
  (found) => typeof found === 'object' && found !== null && 'InferenceSession' in found && 'Tensor' in found,
);

/** What users install to have the re-scorer; plain WebAssembly, the console does without. */
export const ONNX_RUNTIME = 'onnxruntime-web';

async function findRuntime(name: string): Promise<Runtime | null> {
  try {
    // A name in a variable: bundlers leave it to the moment it is asked for.
    return runtimeSchema.parse(await import(name));
  } catch {
    return null;
  }
}

/**
 * Opens an exported network (see write-onnx.ts) on one thread. Nothing is thrown: without the runtime, or with a file
 * that is no such model, the answer says why and the twin goes on without re-scoring.
 * @param runtime module that implements ONNX Runtime's interface
 */
export async function openRescorer(bytes: Uint8Array, runtime = ONNX_RUNTIME): Promise<OpenedRescorer> {
  const found = await findRuntime(runtime);
  if (!found) {
    return {
      ok: false,
      why: `Windows are not re-scored: ${ONNX_RUNTIME} is not installed (npm install --no-save --ignore-scripts ${ONNX_RUNTIME}).`,
    };
  }
  try {
    found.env.wasm.numThreads = 1;
    found.env.logLevel = 'error';
    const session = await found.InferenceSession.create(bytes, { executionProviders: ['wasm'] });
    return {
      ok: true,
      surprise: async (run) => {
        if (run.length === 0) return new Float32Array();
        const events = BigInt64Array.from(run, (event) => BigInt(event >= 0 && event < MOST_EVENTS ? event : 0));
        const { surprise } = await session.run({ events: new found.Tensor('int64', events, [events.length]) });
        return z.instanceof(Float32Array).parse(surprise?.data);
      },
      close: () => session.release(),
    };
  } catch (error) {
    return { ok: false, why: `Windows are not re-scored: the model cannot be opened (${String(error)}).` };
  }
}
