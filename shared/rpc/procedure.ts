import type { z } from 'zod';

/** Asks; never changes anything. */
export interface Query<I extends z.ZodType, O extends z.ZodType> {
  kind: 'query';
  input: I;
  output: O;
}
/** Changes something; written to the audit log. */
export interface Command<I extends z.ZodType, O extends z.ZodType> {
  kind: 'command';
  input: I;
  output: O;
}
/** Sends a snapshot first, then changed values; the consumer acknowledges each, so a slow one gets fewer. */
export interface Stream<I extends z.ZodType, O extends z.ZodType> {
  kind: 'stream';
  input: I;
  output: O;
}
/** One thing that may cross between console and engine. */
export type Procedure = Query<z.ZodType, z.ZodType> | Command<z.ZodType, z.ZodType> | Stream<z.ZodType, z.ZodType>;
/** All that may cross: procedure name → procedure. */
export type Contract = Readonly<Record<string, Procedure>>;

/** Declares a query. */
export function query<I extends z.ZodType, O extends z.ZodType>(input: I, output: O): Query<I, O> {
  return { kind: 'query', input, output };
}
/** Declares a command. */
export function command<I extends z.ZodType, O extends z.ZodType>(input: I, output: O): Command<I, O> {
  return { kind: 'command', input, output };
}
/** Declares a stream. */
export function stream<I extends z.ZodType, O extends z.ZodType>(input: I, output: O): Stream<I, O> {
  return { kind: 'stream', input, output };
}

/** What a caller passes. */
export type InputOf<P extends Procedure> = z.input<P['input']>;
/** What a handler receives, parsed. */
export type ParsedInputOf<P extends Procedure> = z.output<P['input']>;
/** What a caller receives, parsed. */
export type OutputOf<P extends Procedure> = z.output<P['output']>;
/** What a handler returns. */
export type ReturnOf<P extends Procedure> = z.input<P['output']>;

/** Names of the procedures of one kind. */
export type NamesOf<C extends Contract, K extends Procedure['kind']> = {
  [N in keyof C]: C[N]['kind'] extends K ? N : never;
}[keyof C] &
  string;

/** The engine's side: one function a procedure. A missing or misspelt one does not compile. */
export type Handlers<C extends Contract> = {
  [N in keyof C]: C[N]['kind'] extends 'stream'
    ? (input: ParsedInputOf<C[N]>, signal: AbortSignal) => AsyncIterable<ReturnOf<C[N]>>
    : (input: ParsedInputOf<C[N]>, signal: AbortSignal) => ReturnOf<C[N]> | Promise<ReturnOf<C[N]>>;
};

/** The console's side. */
export interface Client<C extends Contract> {
  /** Runs a query or a command. Rejects with a `Refusal` (expected failure) or an `AbortError`. */
  call<N extends NamesOf<C, 'query' | 'command'>>(
    name: N,
    input: InputOf<C[N]>,
    options?: { signal?: AbortSignal },
  ): Promise<OutputOf<C[N]>>;
  /**
   * Follows a stream until the signal aborts or it ends. The next value is asked for when `listener` returned (or
   * what it returned resolved). `onEnd` hears null at the regular end, else the refusal; nothing after an abort.
   */
  follow<N extends NamesOf<C, 'stream'>>(
    name: N,
    input: InputOf<C[N]>,
    listener: (value: OutputOf<C[N]>) => void | Promise<void>,
    options: { signal: AbortSignal; onEnd?: (error: Error | null) => void },
  ): void;
}
