/** A phrase that the writing style rules out, and what to write instead. */
export interface Phrase {
  /** A regular expression without flags. A space matches any white space or a hyphen. */
  readonly pattern: string;
  /** Completes the sentence "Write ...". */
  readonly suggestion: string;
}

/** A phrase that one file may use, for a reason. */
export interface Allowed {
  readonly file: string;
  /** The phrase as it is written in the file, in lower case. */
  readonly phrase: string;
  readonly reason: string;
}

/** Only phrases that are never right here: a word that is right in some sentences does not belong in this table. */
export const PHRASES: Phrase[] = [
  { pattern: "(?<!defines )(whoever|whomever)", suggestion: '"users", "anyone" or "any user"' },
  { pattern: "nobody", suggestion: '"no user", "no one" or the passive voice' },
  { pattern: "somebody( else's)?", suggestion: '"a user", "another team" or "managed elsewhere"' },
  { pattern: "theirs", suggestion: '"imported" or "managed elsewhere"' },
  { pattern: "people of whom", suggestion: '"users who"' },
  { pattern: "anew", suggestion: '"again"' },
  { pattern: "for ever", suggestion: '"permanently"' },
  { pattern: "in silence", suggestion: '"silently"' },
  { pattern: "without a word", suggestion: '"silently" or "without an error message"' },
  { pattern: "shall", suggestion: '"must" or "should"' },
  { pattern: "ways? out", suggestion: '"remediation" or "recovery"' },
  { pattern: "(is|are|was|were) (not |never )?(said|unsaid)", suggestion: '"is set", "is specified" or "is declared"' },
  { pattern: "(speaks?|spoke|spoken|speaking) of", suggestion: '"matches", "selects" or "refers to"' },
  { pattern: "told of", suggestion: '"reported"' },
  { pattern: "(is|are|was|were) there twice", suggestion: '"is duplicated" or "is listed more than once"' },
  { pattern: "lets? in", suggestion: '"allows"' },
  { pattern: "lets? (nobody|pass)", suggestion: '"denies" or "allows"' },
  { pattern: "(keeps?|kept) out", suggestion: '"denies" or "blocks"' },
  { pattern: "(lands?|landed) in", suggestion: '"is stored in" or "is written to"' },
  {
    pattern:
      "(?<!there )is no (CIDR|hostname|port|address|IP address|URL|path|domain|label|UUID|name|number|regex|range)",
    suggestion: '"is not a valid ..."',
  },
  { pattern: "is none that", suggestion: '"is not a valid ..." or "is not supported"' },
  { pattern: "follow the message", suggestion: "a concrete remediation" },
  { pattern: "open moments?", suggestion: '"exposure window"' },
  { pattern: "(one|two|both|second) locks?", suggestion: '"layer of protection", and name it' },
  { pattern: "connector's locks?", suggestion: '"connector token check"' },
  { pattern: "of ours", suggestion: '"managed by this app"' },
  { pattern: "defines who(m|ever)?", suggestion: '"matches", "allows" or a noun phrase' },
];

/** The first word of a doc comment that does not describe the construct. */
export const DOC_COMMENT_START: Phrase = {
  pattern: "defines",
  suggestion: 'a verb of the effect ("Publishes ...", "Matches ...", "Creates ...") or a noun phrase',
};

/** The exceptions. An entry that no longer matches is reported. */
export const ALLOWED: Allowed[] = [];
