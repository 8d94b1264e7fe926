import { App, Aspects, TerraformStack } from "cdktf";
import { IConstruct } from "constructs";
import { ERROR_CODES } from "./error-codes";
import { ErrorEntry } from "./error-codes/entry";
import { isAboutTargets } from "./foreign-messages";
import { ValidationProblem } from "./public-errors";
import { ValidationError } from "./validation-error";

/** @internal A check of a construct that runs when the whole app is known. */
export interface LateCheck {
  readonly scope: IConstruct;
  readonly find: () => Omit<ValidationProblem, "path">[];
}

/** @internal The checks of a stack that run after Aspects. They share one error. */
export class LateValidation {
  private running = false;

  public constructor(
    private readonly root: IConstruct,
    private readonly checks: LateCheck[],
  ) {}

  /** Runs the checks with the validations of the stack. With `skipValidation`, runs them for what can be open. */
  public register(): void {
    this.root.node.addValidation(this);
    if (!skipsValidation(this.root)) return;
    // Aspects are the only step of a synthesis that can fail without validations.
    Aspects.of(this.root).add({ visit: (each) => each === lastOf(this.root) && this.requireClosed() });
  }

  public validate(): string[] {
    if (this.running) return [];
    const problems = this.problems();
    if (problems.length > 0) throw new ValidationError(problems, this.foreignMessages(problems));
    return [];
  }

  private requireClosed(): void {
    const problems = this.problems().filter(({ code }) => isNeverSkipped(code));
    if (problems.length > 0) throw new ValidationError(problems);
  }

  private problems(): ValidationProblem[] {
    return this.checks.flatMap(({ scope, find }) => problemsAt(scope, find()));
  }

  /** What other libraries' validations in the same stack report. The error contains it too. */
  private foreignMessages(problems: ValidationProblem[]): string[] {
    const isReported = problems.some(({ code }) => code === "TargetVersionsTooWide") ? isAboutTargets : () => false;
    this.running = true;
    try {
      return this.root.node.findAll().flatMap(({ node }) =>
        node
          .validate()
          .filter((message) => !isReported(message))
          .map((message) => `[${node.path}] ${message}`),
      );
    } finally {
      this.running = false;
    }
  }
}

function skipsValidation(stack: IConstruct): boolean {
  const { root } = stack.node;
  return TerraformStack.isStack(stack) && App.isApp(root) && root.skipValidation;
}

/** The construct that Aspects visit last. */
function lastOf(construct: IConstruct): IConstruct {
  const last = construct.node.children.at(-1);
  return last === undefined ? construct : lastOf(last);
}

function isNeverSkipped(code: string): boolean {
  const entries: { readonly [code: string]: ErrorEntry | undefined } = ERROR_CODES;
  return entries[code]?.neverSkipped ?? false;
}

/** The problems of a construct that is still in the tree. */
function problemsAt(scope: IConstruct, problems: ReturnType<LateCheck["find"]>): ValidationProblem[] {
  if (problems.length === 0 || !isInTree(scope)) return [];
  return problems.map(({ code, message }) => ({ code, path: scope.node.path, message }));
}

/** An Aspect can remove a construct after the construct has reported a problem. */
function isInTree(construct: IConstruct): boolean {
  const { id, scope } = construct.node;
  return scope === undefined || (scope.node.tryFindChild(id) === construct && isInTree(scope));
}
