import { bytesField, integerField, joinFields } from './protobuf.ts';
import type { ProtobufField } from './protobuf.ts';
import type { RescorerNetwork } from './rescorer-network.ts';

/** Versions of the format and of its operators (onnx.proto3, IR 8; ai.onnx 13). */
const IR_VERSION = 8;
const OPERATORS = 13;
const FLOAT = 1;
const INT64 = 7;

function tensor(name: string, dimensions: readonly number[], values: Float32Array | readonly number[]): ProtobufField {
  const floats = values instanceof Float32Array;
  const raw = floats ? values.slice() : BigInt64Array.from(values, BigInt);
  return bytesField(5, [
    ...dimensions.map((size) => integerField(1, size)),
    integerField(2, floats ? FLOAT : INT64),
    bytesField(8, name),
    bytesField(9, new Uint8Array(raw.buffer)),
  ]);
}

function node(kind: string, from: string, to: string, attributes: Record<string, number> = {}): ProtobufField {
  return bytesField(1, [
    ...from.split(' ').map((name) => bytesField(1, name)),
    bytesField(2, to),
    bytesField(4, kind),
    ...Object.entries(attributes).map(([name, value]) =>
      bytesField(5, [bytesField(1, name), integerField(3, value), integerField(20, 2)]),
    ),
  ]);
}

/** A vector of any length that goes in (11) or out (12). */
function vector(field: number, name: string, type: number): ProtobufField {
  const shape = bytesField(2, [bytesField(1, [bytesField(2, 'length')])]);
  return bytesField(field, [bytesField(1, name), bytesField(2, [bytesField(1, [integerField(1, type), shape])])]);
}

/**
 * A network as an ONNX file that holds all it takes: `events` (int64, numbers of events in their order, each within the
 * vocabulary) go in, `surprise` (float, bits of each) comes out.
 */
export function writeOnnx({ vocabulary, weights }: RescorerNetwork): Uint8Array {
  const { alphabet, hidden, input, recurrent, bias, output, outputBias } = weights;
  const gates = 3 * hidden;
  // What a token adds to the gates is looked up, so nothing is left to multiply it with.
  const identity = new Float32Array(gates * gates);
  for (let gate = 0; gate < gates; gate += 1) identity[gate * gates + gate] = 1;
  const biases = new Float32Array(2 * gates);
  biases.set(bias, gates);
  const graph = [
    node('Gather', 'vocabulary events', 'tokens'),
    node('Slice', 'tokens first last along', 'all_but_last'),
    node('Concat', 'beginning all_but_last', 'previous', { axis: 0 }),
    node('Gather', 'input previous', 'gates'),
    node('Unsqueeze', 'gates one', 'steps'),
    node('GRU', 'steps identity recurrent biases', 'states', { hidden_size: hidden, linear_before_reset: 1 }),
    node('Squeeze', 'states one_two', 'state'),
    node('Gemm', 'state output output_bias', 'scores', { transB: 1 }),
    node('LogSoftmax', 'scores', 'logs', { axis: 1 }),
    node('Unsqueeze', 'tokens one', 'told'),
    node('GatherElements', 'logs told', 'own', { axis: 1 }),
    node('Squeeze', 'own one', 'log'),
    node('Mul', 'log bits', 'surprise'),
    bytesField(2, 'rescorer'),
    tensor('vocabulary', [vocabulary.length], Array.from(vocabulary)),
    tensor('first', [1], [0]),
    tensor('last', [1], [-1]),
    tensor('along', [1], [0]),
    tensor('beginning', [1], [alphabet]),
    tensor('one', [1], [1]),
    tensor('one_two', [2], [1, 2]),
    tensor('bits', [1], Float32Array.of(-1 / Math.LN2)),
    tensor('input', [alphabet + 1, gates], input),
    tensor('identity', [1, gates, gates], identity),
    tensor('recurrent', [1, gates, hidden], recurrent),
    tensor('biases', [1, 2 * gates], biases),
    tensor('output', [alphabet, hidden], output),
    tensor('output_bias', [alphabet], outputBias),
    vector(11, 'events', INT64),
    vector(12, 'surprise', FLOAT),
  ];
  return joinFields([
    integerField(1, IR_VERSION),
    bytesField(2, 'mien'),
    bytesField(7, graph),
    bytesField(8, [integerField(2, OPERATORS)]),
  ]);
}
