import fc from "fast-check";

/** A pattern of the subset without its anchors, and whether it contains a quantifier. */
interface Piece {
  readonly source: string;
  readonly quantified: boolean;
}

const quantifier = fc.constantFrom("*", "+", "?", "{2}", "{1,3}", "{0,2}", "{2,}");
const characterClass = fc.constantFrom("[a-c]", "[ab.]", "[^.]", "[a-z0-9_-]", "[0-2-]", "[_]", "[^a-b]");
const labelClass = fc.constantFrom("[a-c]", "[^.]", "[a-z0-9_-]", "[^.b]");
const literal = fc.constantFrom("a", "b", "c", "0", "1", "-", "[.]", "[.]", "dev", "stg", "[.]x");

const { piece } = fc.letrec<{ piece: Piece; items: Piece }>((tie) => ({
  piece: fc.oneof(
    { maxDepth: 2 },
    fc.tuple(literal).map(([source]) => ({ source, quantified: false })),
    fc.constantFrom(".", "a", "[.]").map((source) => ({ source, quantified: false })),
    fc
      .tuple(fc.oneof(characterClass, fc.constant(".")), quantifier)
      .map(([a, q]) => ({ source: a + q, quantified: true })),
    fc
      .tuple(labelClass, quantifier, quantifier)
      .map(([c, q, r]) => ({ source: `(?:${c}${q}[.])${r}`, quantified: true })),
    fc.tuple(fc.array(tie("items"), { minLength: 1, maxLength: 3 }), fc.option(quantifier)).map(([choices, q]) => {
      const inner = choices.some(({ quantified }) => quantified);
      const source = `(?:${choices.map((choice) => choice.source).join("|")})`;
      return q === null || inner ? { source, quantified: inner } : { source: source + q, quantified: true };
    }),
  ),
  items: fc.array(tie("piece"), { minLength: 1, maxLength: 3 }).map((pieces) => ({
    source: pieces.map(({ source }) => source).join(""),
    quantified: pieces.some(({ quantified }) => quantified),
  })),
}));

/** Anchored patterns of the supported subset. */
export const patterns = fc
  .array(piece, { minLength: 1, maxLength: 5 })
  .map((pieces) => `^${pieces.map(({ source }) => source).join("")}$`);

const label = fc.oneof(
  fc.constantFrom("dev", "stg", "a", "b", "x", "_http", "0-1"),
  fc.string({ unit: fc.constantFrom(..."abc01_-"), minLength: 1, maxLength: 4 }),
);

/** DNS names, many of which the patterns match. */
export const names = fc.array(label, { minLength: 1, maxLength: 4 }).map((labels) => labels.join("."));
