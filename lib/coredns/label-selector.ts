import { Token } from "cdktf";
import { Problem } from "../core/errors";
import { literalExpected } from "../core/terraform/resources";
import { isLabelKey, isLabelValue } from "../kubernetes/name-validation";

/**
 * Defines which objects have the labels that are asked for.
 *
 * What it is given is judged where it is used. Errors: LabelSelectorInvalid, TokenNotAllowed.
 *
 * @see https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/
 */
export class LabelSelector {
  /** Defines objects whose label has one of these values. */
  public static oneOf(key: string, ...values: string[]): LabelSelector {
    // One value as well: of "key=a" and "key=b" CoreDNS would keep the last, and forget the other.
    return new LabelSelector(key, values, (name) => `${name} in (${values.join(", ")})`);
  }

  /** Defines objects whose label has none of these values, or that have no such label. */
  public static noneOf(key: string, ...values: string[]): LabelSelector {
    return new LabelSelector(key, values, (name) => `${name} notin (${values.join(", ")})`);
  }

  /** Defines objects that have this label, whatever its value. */
  public static exists(key: string): LabelSelector {
    return new LabelSelector(key, undefined, (name) => name);
  }

  /** Defines objects that do not have this label. */
  public static absent(key: string): LabelSelector {
    return new LabelSelector(key, undefined, (name) => `!${name}`);
  }

  /** @internal What Kubernetes takes in a selector. */
  public readonly _text: string;
  /** @internal */
  public readonly _problems: Problem[];

  private constructor(key: string, values: string[] | undefined, render: (key: string) => string) {
    this._text = render(key);
    this._problems = validateLabelSelector(key, values);
  }
}

function validateLabelSelector(key: string, values: string[] | undefined): Problem[] {
  if (Token.isUnresolved(key) || (values ?? []).some((value) => Token.isUnresolved(value))) {
    return [literalExpected("a label selector")];
  }
  const invalid = (what: string): Problem => ({
    code: "LabelSelectorInvalid",
    message: `a label selector has ${what}; expected a Kubernetes label: at most 63 letters, digits, "-", "_" and ".", an alphanumeric at both ends`,
  });
  const problems = isLabelKey(key) ? [] : [invalid(`the key "${key}"`)];
  if (values?.length === 0) problems.push(invalid(`no value for "${key}"`));
  // An empty value cannot be told from none in a list.
  const wrong = (values ?? []).filter((value) => value === "" || !isLabelValue(value));
  return problems.concat(wrong.map((value) => invalid(`the value "${value}" for "${key}"`)));
}
