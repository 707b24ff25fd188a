/** A feed to be read: it lies in one descriptor, and what it says is written to another. */
export interface FeedToRead {
  from: number;
  to: number;
  /** Name of its file or address, by which lists without a name of their own are called. */
  name: string;
  /** Form of the feed; found out where absent. */
  format?: string;
  /** A plain list of what is ordinary. */
  warning: boolean;
}

/** What the engine asks of the child: to read feeds, one after another. */
export interface FeedRequest {
  op: 'feed';
  feeds: FeedToRead[];
}

/** What the child answers for each, in their order: that it is written, or why not. */
export interface FeedReply {
  type: 'feed';
  refused: string;
  /** Where the next page of a TAXII collection begins, '' at its end. */
  next: string;
}
