// A method of the contract: a call answers once, a stream gives items until it is done or its reader leaves.
import type { z } from 'zod';

export interface Call<In extends z.ZodType = z.ZodType, Out extends z.ZodType = z.ZodType> {
  readonly kind: 'call';
  readonly input: In;
  readonly output: Out;
}

export interface Stream<In extends z.ZodType = z.ZodType, Item extends z.ZodType = z.ZodType> {
  readonly kind: 'stream';
  readonly input: In;
  readonly item: Item;
}

export type Method = Call | Stream;
export type Contract = Readonly<Record<string, Method>>;

/** Declares a call: one answer. */
export function call<In extends z.ZodType, Out extends z.ZodType>(input: In, output: Out): Call<In, Out> {
  return { kind: 'call', input, output };
}

/** Declares a stream: many items under the reader's credit. */
export function stream<In extends z.ZodType, Item extends z.ZodType>(input: In, item: Item): Stream<In, Item> {
  return { kind: 'stream', input, item };
}

/** What the host must provide for a contract. */
export type Services<C extends Contract> = {
  [Name in keyof C]: C[Name] extends Call<infer In, infer Out>
    ? (input: z.output<In>, signal: AbortSignal) => Promise<z.input<Out>>
    : C[Name] extends Stream<infer In, infer Item>
      ? (input: z.output<In>, signal: AbortSignal) => AsyncIterable<z.input<Item>>
      : never;
};

/** What a renderer or a script gets. */
export type Client<C extends Contract> = {
  [Name in keyof C]: C[Name] extends Call<infer In, infer Out>
    ? (input: z.input<In>, signal?: AbortSignal) => Promise<z.output<Out>>
    : C[Name] extends Stream<infer In, infer Item>
      ? (input: z.input<In>, options?: StreamOptions) => ItemStream<z.output<Item>>
      : never;
};

export interface StreamOptions {
  signal?: AbortSignal;
  /** Items sent ahead of the reader; default 16. */
  window?: number;
  /** True: credit goes back only by `taken()`, for readers who acknowledge after drawing. Default: as items are pulled. */
  manualCredit?: boolean;
}

/** Ends with done, an error, or the reader's leaving; a lost host rejects with DISCONNECTED. */
export interface ItemStream<Item> extends AsyncIterable<Item> {
  /** Returns credit for `count` items: they have been drawn. Only with `manualCredit`. */
  taken(count: number): void;
}
