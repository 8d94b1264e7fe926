import { Admission, admissionOf } from "./application";
import type { AccessApplicationData, AccessPolicyData, Directory } from "./model";

/**
 * Evaluates the applications of one estate. Applications that share their policies are evaluated once, so the same
 * policies must be the same objects.
 *
 * @internal
 */
export class AccessEvaluator {
  private readonly admissions = new Map<string, Admission>();
  private readonly numbers = new Map<AccessPolicyData, number>();

  public constructor(private readonly directory: Directory) {}

  /** The users whom an application admits. */
  public admissionOf(application: AccessApplicationData): Admission {
    const policies = application.policies.map((policy) => this.numberOf(policy));
    const key = JSON.stringify([policies, application.allowedProviders]);
    const known = this.admissions.get(key) ?? admissionOf(application, this.directory);
    this.admissions.set(key, known);
    return known;
  }

  private numberOf(policy: AccessPolicyData): number {
    const number = this.numbers.get(policy) ?? this.numbers.size;
    this.numbers.set(policy, number);
    return number;
  }
}
