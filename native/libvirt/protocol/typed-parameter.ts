import type { Integer } from '../xdr/codec.ts';
import { type Codec, array, string } from '../xdr/codec.ts';
import { XdrError } from '../xdr/xdr-error.ts';

/** A named value with its type: how libvirt tells statistics and takes settings. */
export type TypedParameter =
  | { field: string; type: 'int'; value: number }
  | { field: string; type: 'uint'; value: number }
  | { field: string; type: 'llong'; value: Integer }
  | { field: string; type: 'ullong'; value: Integer }
  | { field: string; type: 'double'; value: number }
  | { field: string; type: 'boolean'; value: boolean }
  | { field: string; type: 'string'; value: string };

/** In the order of libvirt's `virTypedParameterType`, which starts at 1. */
const TYPES = ['int', 'uint', 'llong', 'ullong', 'double', 'boolean', 'string'] as const;

/** Codec of {@link TypedParameter}. */
export const typedParameter: Codec<TypedParameter> = {
  least: 12,
  read(reader) {
    const field = string.read(reader);
    const number = reader.int();
    const type = TYPES[number - 1];
    switch (type) {
      case 'int':
        return { field, type, value: reader.int() };
      case 'uint':
        return { field, type, value: reader.unsigned() };
      case 'llong':
        return { field, type, value: reader.hyper() };
      case 'ullong':
        return { field, type, value: reader.unsignedHyper() };
      case 'double':
        return { field, type, value: reader.double() };
      case 'boolean':
        return { field, type, value: reader.int() !== 0 };
      case 'string':
        return { field, type, value: string.read(reader) };
      default:
        // Its length cannot be known, so nothing behind it can be read either.
        throw new XdrError(`parameter ${field.slice(0, 64)} is of unknown type ${number}`);
    }
  },
  write(writer, parameter) {
    string.write(writer, parameter.field);
    writer.int(TYPES.indexOf(parameter.type) + 1);
    switch (parameter.type) {
      case 'int':
        return writer.int(parameter.value);
      case 'uint':
        return writer.unsigned(parameter.value);
      case 'llong':
        return writer.hyper(parameter.value);
      case 'ullong':
        return writer.unsignedHyper(parameter.value);
      case 'double':
        return writer.double(parameter.value);
      case 'boolean':
        return writer.int(parameter.value ? 1 : 0);
      case 'string':
        return string.write(writer, parameter.value);
    }
  },
};

/** At most so many of them. */
export function typedParameters(most: number): Codec<TypedParameter[]> {
  return array(typedParameter, most);
}
