import type * as Refa from "refa";

/** The maximum number of states of one pattern's automaton, and of the product that is searched. */
const MAX_STATES = 2_000;
const MAX_PRODUCT = 100_000;
/** The maximum length of a DNS name. */
const MAX_NAME = 253;
/** The characters of names, in the order in which the search for a common name tries them. */
const CHARACTERS = [..."abcdefghijklmnopqrstuvwxyz0123456789_-."];
const NAME = "^(?:[a-z0-9_-]+[.])*[a-z0-9_-]+$";

/** @internal Thrown if a proof would take too long. */
export class TooComplex extends Error {}

/**
 * A pattern as a deterministic automaton. It reads names from the end, where patterns differ first.
 *
 * @internal
 */
export interface Automaton {
  /** The states. The initial state is 0. */
  readonly states: State[];
}

interface State {
  readonly accepting: boolean;
  /** The characters that can follow: indexes of CHARACTERS. */
  readonly live: number[];
  /** The next state for each of CHARACTERS, or DEAD. */
  readonly next: number[];
}

const DEAD = -1;

/**
 * Builds the automaton of an anchored pattern of the supported subset.
 *
 * @internal
 */
export function automatonOf(source: string): Automaton {
  const { DFA, JS, NFA, TooManyNodesError } = loadRefa();
  try {
    const parser = JS.Parser.fromLiteral({ source: source.slice(1, -1), flags: "" });
    const { expression, maxCharacter } = parser.parse({ assertions: "throw", maxNodes: MAX_PRODUCT });
    const nfa = NFA.fromRegex(expression, { maxCharacter }, {}, new NFA.LimitedNodeFactory(MAX_PRODUCT));
    nfa.reverse();
    const dfa = DFA.fromFA(nfa, new DFA.LimitedNodeFactory(MAX_STATES));
    return automatonOfDfa(dfa);
  } catch (error) {
    if (error instanceof TooManyNodesError) throw new TooComplex();
    throw error;
  }
}

/**
 * Finds a shortest name that every automaton of `within` and none of `without` accepts, by a breadth-first search of
 * their product. `undefined` proves that there is none.
 *
 * @internal
 */
export function commonName(within: Automaton[], without: Automaton[] = []): string | undefined {
  const needed = [...within, nameAutomaton()];
  const automata = [...needed, ...without];
  const accepts = ({ at }: SearchPosition) =>
    at.every((state, i) => (state !== DEAD && automata[i].states[state].accepting) === i < needed.length);
  const seen = new Set<number | string>();
  let frontier: SearchPosition[] = [{ at: automata.map(() => 0), name: "" }];
  for (let length = 0; length <= MAX_NAME && frontier.length > 0; length++) {
    const found = frontier.find(accepts);
    if (found !== undefined) return found.name;
    const further: SearchPosition[] = [];
    for (const { at, name } of frontier) {
      for (const character of within[0].states[at[0]].live) {
        const next = at.map((state, i) => (state === DEAD ? DEAD : automata[i].states[state].next[character]));
        const end = next.indexOf(DEAD);
        if (end !== -1 && end < needed.length) continue;
        const key = keyOf(next);
        if (seen.has(key)) continue;
        seen.add(key);
        further.push({ at: next, name: CHARACTERS[character] + name });
      }
    }
    if (seen.size > MAX_PRODUCT) throw new TooComplex();
    frontier = further;
  }
  return undefined;
}

/** A position of the search: the state of each automaton, and the characters read so far, from the end of the name. */
interface SearchPosition {
  readonly at: number[];
  readonly name: string;
}

/** A number if it fits: most searches have three automata, and no automaton has 4,096 states. */
function keyOf(at: number[]): number | string {
  return at.length > 4 ? at.join() : at.reduce((key, state) => key * 4_096 + state + 1, 0);
}

function automatonOfDfa(dfa: Refa.DFA): Automaton {
  const nodes = [dfa.initial, ...[...dfa.nodes()].filter((node) => node !== dfa.initial)];
  const index = new Map(nodes.map((node, i) => [node, i]));
  return {
    states: nodes.map((node) => {
      const next = CHARACTERS.map((character) => {
        const target = node.out.get(character.charCodeAt(0));
        return target === undefined ? DEAD : index.get(target)!;
      });
      const live = next.flatMap((target, character) => (target === DEAD ? [] : [character]));
      return { accepting: dfa.finals.has(node), live, next };
    }),
  };
}

let ofNames: Automaton | undefined;

function nameAutomaton(): Automaton {
  return (ofNames ??= automatonOf(NAME));
}

/** Loaded on demand: it loads slower than the rest of this library, and literal suffixes decide most comparisons. */
function loadRefa(): typeof Refa {
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  return require("refa");
}
