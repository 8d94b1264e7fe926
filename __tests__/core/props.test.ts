import { Construct } from "constructs";
import { checkProps, PropNames } from "../../lib/core/props";
import { Errors, IValidationError } from "../../lib/core/public-errors";
import { stackWithProvider } from "../support/stack";

interface ServiceProps {
  readonly port: number;
  readonly targetPort?: number;
  readonly namespace?: string;
}

const NAMES: PropNames<ServiceProps> = {
  required: { port: "the Service's port" },
  optional: { targetPort: true, namespace: true },
};

function errorOf(props: unknown, scope?: Construct): IValidationError | undefined {
  try {
    checkProps(scope, "Service", props as ServiceProps, NAMES);
    return undefined;
  } catch (error) {
    if (Errors.isValidationError(error)) return error;
    throw error;
  }
}

describe("checkProps", () => {
  test.each([[{ port: 80 }], [{ port: 80, targetPort: 8080, namespace: undefined }], [{ port: 80, other: undefined }]])(
    "accepts %j",
    (props) => {
      expect(errorOf(props)).toBeUndefined();
    },
  );

  test.each([[undefined], [null], [{}], [{ port: undefined }], [{ port: null }]])(
    "fails when a required property is missing: %j",
    (props) => {
      const { code, problems } = errorOf(props)!;
      expect(code).toBe("PropMissing");
      expect(problems.map(({ message }) => message)).toEqual([
        'Service: "port" is required. Pass the Service\'s port.',
      ]);
    },
  );

  test.each([
    ["targetport", 'Did you mean "targetPort"?'],
    ["trgetPort", 'Did you mean "targetPort"?'],
    ["name_space", 'Did you mean "namespace"?'],
    ["replicas", "Use one of: port, targetPort, namespace."],
    ["toString", "Use one of: port, targetPort, namespace."],
  ])("fails when a property is unknown: %s", (name, remedy) => {
    const { code, problems } = errorOf({ port: 80, [name]: 1 })!;
    expect(code).toBe("PropUnknown");
    expect(problems.map(({ message }) => message)).toEqual([`Service: "${name}" is not a property. ${remedy}`]);
  });

  test("reports all problems in one error, with the path of the construct", () => {
    const scope = new Construct(stackWithProvider(), "web");
    const { path, problems, message } = errorOf({ targetport: 1 }, scope)!;
    expect(path).toBe("stack/web");
    expect(problems.map(({ code }) => code)).toEqual(["PropMissing", "PropUnknown"]);
    expect(message).toContain("2 problems were found:\n  [stack/web] PropMissing: ");
    expect(message).toMatch(/\nSee cdktf-zero-trust\/docs\/errors\.md#propmissing, #propunknown$/);
  });
});
