import { Token } from "cdktf";
import { Problem } from "../core/errors";
import { literalExpected } from "../core/terraform/resources";
import { isLabelKey, isLabelValue } from "../kubernetes/name-validation";

/**
 * A condition on the labels of Kubernetes objects.
 *
 * It is validated when a `ClusterDns` uses it.
 *
 * @throws ValidationError LabelSelectorInvalid, TokenNotAllowed
 * @see https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/
 * @example
 * const exposed = [LabelSelector.oneOf("expose-dns", "true"), LabelSelector.absent("internal")];
 */
export class LabelSelector {
  /** Matches objects whose label has one of these values. */
  public static oneOf(key: string, ...values: string[]): LabelSelector {
    // "in" even for one value: of "key=a" and "key=b", CoreDNS would keep only the last.
    return new LabelSelector(key, values, (name) => `${name} in (${values.join(", ")})`);
  }

  /** Matches objects whose label has none of these values, and objects without the label. */
  public static noneOf(key: string, ...values: string[]): LabelSelector {
    return new LabelSelector(key, values, (name) => `${name} notin (${values.join(", ")})`);
  }

  /** Matches objects that have this label, with any value. */
  public static exists(key: string): LabelSelector {
    return new LabelSelector(key, undefined, (name) => name);
  }

  /** Matches objects that do not have this label. */
  public static absent(key: string): LabelSelector {
    return new LabelSelector(key, undefined, (name) => `!${name}`);
  }

  /** @internal The selector in the syntax of Kubernetes. */
  public readonly _text: string;
  /** @internal The problems of the key and the values. */
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
  const invalid = (mistake: string): Problem => ({
    code: "LabelSelectorInvalid",
    message: `serviceLabels: ${mistake}. Use at most 63 letters, digits, "-", "_" and ".", with a letter or digit at both ends.`,
  });
  const problems = isLabelKey(key) ? [] : [invalid(`"${key}" is not a valid Kubernetes label key`)];
  if (values?.length === 0) problems.push(invalid(`the selector for "${key}" has no values`));
  // In a list, Kubernetes cannot distinguish an empty value from no value.
  const wrong = (values ?? []).filter((value) => value === "" || !isLabelValue(value));
  return problems.concat(wrong.map((value) => invalid(`"${value}" is not a valid value of the label "${key}"`)));
}
