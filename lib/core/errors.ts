import { Annotations, TerraformStack } from "cdktf";
import { IConstruct } from "constructs";
import { ErrorCode } from "./error-codes";
import { ValidationProblem } from "./public-errors";
import { ValidationError } from "./validation-error";

/**
 * One problem in the caller's input. Pure functions return it; `report`, `reportAtEnd` or `refuse` add the construct.
 *
 * @internal
 */
export interface Problem {
  /** The stable code, listed in docs/errors.md. */
  readonly code: ErrorCode;
  /**
   * What is wrong with which value, what is accepted and what to do: one or two sentences. The last period is optional.
   */
  readonly message: string;
}

/**
 * Fails the synthesis with these problems, together with all others of the stack.
 *
 * @internal
 */
export function report(scope: IConstruct, ...problems: Problem[]): void {
  if (problems.length > 0) reportAtEnd(scope, () => problems);
}

interface LateCheck {
  readonly scope: IConstruct;
  readonly find: () => Problem[];
}

const lateChecks = new WeakMap<IConstruct, LateCheck[]>();

/**
 * Runs a check after Aspects, when the whole app is known, and fails the synthesis with what it finds, together with
 * all other problems of the stack.
 *
 * The checks of a stack share one validation that throws. The error of CDKTF would advise to skip validations, which is
 * not safe here.
 *
 * @internal
 */
export function reportAtEnd(scope: IConstruct, find: () => Problem[]): void {
  const root = scope.node.scopes.reverse().find(TerraformStack.isStack) ?? scope.node.root;
  let checks = lateChecks.get(root);
  if (checks === undefined) {
    checks = [];
    lateChecks.set(root, checks);
    root.node.addValidation(new LateValidation(root, checks));
  }
  checks.push({ scope, find });
}

class LateValidation {
  private running = false;

  public constructor(
    private readonly root: IConstruct,
    private readonly checks: LateCheck[],
  ) {}

  public validate(): string[] {
    if (this.running) return [];
    const problems = this.checks.flatMap(({ scope, find }) => problemsAt(scope, find()));
    if (problems.length > 0) throw new ValidationError(problems, this.foreignMessages());
    return [];
  }

  /** What other libraries' validations in the same stack report. The error contains it too. */
  private foreignMessages(): string[] {
    this.running = true;
    try {
      return this.root.node
        .findAll()
        .flatMap(({ node }) => node.validate().map((message) => `[${node.path}] ${message}`));
    } finally {
      this.running = false;
    }
  }
}

/** The problems of a construct that is still in the tree. */
function problemsAt(scope: IConstruct, problems: Problem[]): ValidationProblem[] {
  if (problems.length === 0 || !isInTree(scope)) return [];
  return problems.map(({ code, message }) => ({ code, path: scope.node.path, message }));
}

/** An Aspect can remove a construct after the construct has reported a problem. */
function isInTree(construct: IConstruct): boolean {
  const { id, scope } = construct.node;
  return scope === undefined || (scope.node.tryFindChild(id) === construct && isInTree(scope));
}

/**
 * Throws immediately, where construction cannot continue.
 *
 * @internal
 */
export function refuse(scope: IConstruct, code: ErrorCode, message: string): never {
  throw new ValidationError([{ code, path: scope.node.path, message }]);
}

/**
 * Reports a risk that is not an error. The warning is part of the manifest and of the summary.
 *
 * @internal
 */
export function warn(scope: IConstruct, code: ErrorCode, message: string): void {
  Annotations.of(scope).addWarning(`${code}: ${message}`);
}
