import { inspect } from "node:util";
import { App, AppConfig, Aspects, TerraformStack, Testing } from "cdktf";
import { Construct } from "constructs";
import { CodedError } from "../../lib/core/coded-error";
import { refuse, report, reportAtEnd } from "../../lib/core/errors";
import { Errors, IValidationError } from "../../lib/core/public-errors";
import { stackWithProvider, synth } from "../support/stack";

const AUD = { code: "AudInvalid", message: 'aud: "abc" is not valid' } as const;
const CIDR = { code: "CidrInvalid", message: "cidr is not valid. Use another one." } as const;

const OPEN = { code: "OpenPolicyAsLock", message: "everyone gets in." } as const;

function testApp(config: AppConfig = {}): App {
  return Testing.stubVersion(new App({ stackTraces: false, outdir: Testing.app().outdir, ...config }));
}

function errorOf(act: () => unknown): IValidationError {
  try {
    act();
  } catch (error) {
    if (Errors.isValidationError(error)) return error;
    throw error;
  }
  throw new Error("expected a validation error");
}

let stack: TerraformStack;
beforeEach(() => (stack = stackWithProvider()));

describe("refuse", () => {
  test("throws a validation error with code, path and a reference to the documentation", () => {
    const error = errorOf(() => refuse(new Construct(stack, "host"), "AudInvalid", 'aud: "abc" is not valid'));
    expect(error).toBeInstanceOf(Error);
    expect(error).toMatchObject({ code: "AudInvalid", path: "stack/host" });
    expect(error.problems).toEqual([{ ...AUD, path: "stack/host" }]);
    expect(error.message).toBe(
      '[stack/host] AudInvalid: aud: "abc" is not valid.\nSee cdktf-zero-trust/docs/errors.md#audinvalid',
    );
  });
});

describe("report", () => {
  test("collects the problems of a stack in one error", () => {
    report(new Construct(stack, "a"), AUD, CIDR);
    report(new Construct(stack, "b"), AUD);
    expect(errorOf(() => synth(stack)).message).toBe(
      [
        "3 problems were found:",
        '  [stack/a] AudInvalid: aud: "abc" is not valid.',
        "  [stack/a] CidrInvalid: cidr is not valid. Use another one.",
        '  [stack/b] AudInvalid: aud: "abc" is not valid.',
        "See cdktf-zero-trust/docs/errors.md#audinvalid, #cidrinvalid",
      ].join("\n"),
    );
  });

  test("fails app.synth() without the advice to skip validations", () => {
    const app = testApp();
    report(new Construct(stackWithProvider("failing", app), "a"), AUD);
    const error = errorOf(() => app.synth());
    expect(error.path).toBe("failing/a");
    expect(error.message).not.toContain("skipValidation");
  });

  test("is skipped by skipValidation, except for what can be open", () => {
    const app = testApp({ skipValidation: true });
    const failing = stackWithProvider("failing", app);
    report(new Construct(failing, "a"), AUD);
    expect(() => app.synth()).not.toThrow();
    report(new Construct(failing, "b"), AUD, OPEN);
    const { problems } = errorOf(() => app.synth());
    expect(problems).toEqual([{ ...OPEN, path: "failing/b" }]);
  });

  test("includes the validations of other libraries", () => {
    report(new Construct(stack, "ours"), AUD);
    new Construct(stack, "other").node.addValidation({ validate: () => ["tags are missing"] });
    expect(errorOf(() => synth(stack)).message).toContain("\n  [stack/other] tags are missing\n");
    expect(errorOf(() => synth(stack)).problems).toHaveLength(1);
  });

  test("leaves the validations of other libraries to CDKTF when there is no problem", () => {
    reportAtEnd(new Construct(stack, "ours"), () => []);
    new Construct(stack, "other").node.addValidation({ validate: () => ["tags are missing"] });
    expect(() => synth(stack)).toThrow("[stack/other] tags are missing");
  });

  test("ignores a construct that was removed from the tree", () => {
    const parent = new Construct(stack, "parent");
    report(new Construct(parent, "child"), AUD);
    stack.node.tryRemoveChild("parent");
    new Construct(stack, "parent");
    expect(() => synth(stack)).not.toThrow();
  });

  test("fails the synthesis of the stack that contains the problem", () => {
    const other = stackWithProvider("other", stack.node.root as App);
    report(new Construct(other, "a"), AUD);
    expect(() => synth(stack)).not.toThrow();
    expect(() => synth(other)).toThrow("[other/a] AudInvalid");
  });

  test("fails the validation of the app when the construct has no stack", () => {
    const app = Testing.app({ enableFutureFlags: false }); // CDK Terrain can refuse constructs that have no stack
    report(new Construct(app, "a"), AUD);
    expect(() => app.synth()).toThrow("[a] AudInvalid");
  });
});

describe("reportAtEnd", () => {
  test("runs the check after Aspects", () => {
    let visited = false;
    Aspects.of(stack).add({ visit: () => (visited = true) });
    reportAtEnd(new Construct(stack, "a"), () => (visited ? [AUD] : []));
    expect(() => synth(stack)).toThrow("AudInvalid");
  });
});

describe("Errors.isValidationError", () => {
  test.each([[undefined], [null], ["text"], [new Error("other")], [{ code: "AudInvalid", path: "stack" }]])(
    "rejects %p",
    (value) => {
      expect(Errors.isValidationError(value)).toBe(false);
    },
  );

  test("recognizes an error of another copy of the package", async () => {
    await jest.isolateModulesAsync(async () => {
      const copy = await import("../../lib/core/validation-error");
      const error = new copy.ValidationError([{ ...AUD, path: "stack" }]);
      expect(Errors.isValidationError(error)).toBe(true);
    });
  });

  test("recognizes an error whose properties are not printed twice", () => {
    const error = errorOf(() => refuse(stack, "AudInvalid", "text"));
    expect(inspect(error)).toMatch(/^ValidationError: \[stack\] AudInvalid: text\.\nSee /);
    expect(inspect(error)).not.toContain("code:");
  });
});

describe("CodedError", () => {
  class ExampleError extends CodedError {}

  test("has the name of its class, a code and a reference to the documentation", () => {
    const error = new ExampleError("AudInvalid", "text");
    expect(error).toMatchObject({ name: "ExampleError", code: "AudInvalid" });
    expect(error.message).toBe("AudInvalid: text.\nSee cdktf-zero-trust/docs/errors.md#audinvalid");
    expect(inspect(error)).not.toContain("code:");
  });
});
