import type * as Refa from "refa";

/** Most states of one pattern's automaton, and of the product that is searched. */
const MAX_STATES = 2_000;
const MAX_PRODUCT = 100_000;
/** The longest name of DNS. */
const MAX_NAME = 253;
/** What names are made of; a witness takes the first that will do. */
const CHARACTERS = [..."abcdefghijklmnopqrstuvwxyz0123456789_-."];
const NAME = "^(?:[a-z0-9_-]+[.])*[a-z0-9_-]+$";

/** @internal Thrown where a proof would take too long. */
export class TooComplex extends Error {}

/**
 * Defines a pattern as a deterministic automaton that reads names from their end, where patterns differ soonest.
 *
 * @internal
 */
export interface Automaton {
  /** By state, from the initial one, 0. */
  readonly states: State[];
}

interface State {
  readonly accepting: boolean;
  /** The characters that a name may go on with: indexes of CHARACTERS. */
  readonly live: number[];
  /** The state after each of CHARACTERS; DEAD where no name goes on. */
  readonly next: number[];
}

const DEAD = -1;

/**
 * Builds the automaton of an anchored pattern of the subset.
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
 * Finds a shortest name that all of `within` match and none of `without`, by a breadth-first walk of their product; `undefined` proves that
 * there is none.
 *
 * @internal
 */
export function commonName(within: Automaton[], without: Automaton[] = []): string | undefined {
  const needed = [...within, nameAutomaton()];
  const automata = [...needed, ...without];
  const accepts = ({ at }: Walk) =>
    at.every((state, i) => (state !== DEAD && automata[i].states[state].accepting) === i < needed.length);
  const seen = new Set<number | string>();
  let frontier: Walk[] = [{ at: automata.map(() => 0), name: "" }];
  for (let length = 0; length <= MAX_NAME && frontier.length > 0; length++) {
    const found = frontier.find(accepts);
    if (found !== undefined) return found.name;
    const further: Walk[] = [];
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

/** How far the walk came: a state of each automaton, and what was read, from the name's end. */
interface Walk {
  readonly at: number[];
  readonly name: string;
}

/** One number where it fits: most searches are of three automata, and no automaton has 4,096 states. */
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

/** Loading it takes longer than all the rest of this library; most apps compare no patterns that the ends of their names do not tell apart. */
function loadRefa(): typeof Refa {
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  return require("refa");
}
