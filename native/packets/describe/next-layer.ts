/** Which layer comes next and where it starts; layer 0 ends the walk. */
export interface NextLayer {
  layer: number;
  at: number;
}

/** Nothing more to describe. */
export const LAST_LAYER: NextLayer = { layer: 0, at: 0 };
