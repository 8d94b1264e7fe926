import { Token } from "cdktf";
import { holdsOneOf, isOneOf, isQuotable, lengthMistake, matches, quoted } from "./expression";
import { Problem } from "../core/errors";
import { IDeviceMatch } from "../core/interfaces";
import { checkArgument, having, listOf, TEXT } from "../core/kinds";
import { UUID } from "../core/uuid";

const EMAIL = /^[^@\s"\\]+@[^@\s"\\]+\.[^@\s"\\]+$/;
const POSTURE_CHECK = "a posture check's id, a UUID";
const DOMAIN = /^(?:[a-z0-9-]+\.)+[a-z0-9-]+$/;

/**
 * The users to whom a Gateway policy or a device profile applies, and the posture checks that their devices must pass.
 *
 * Users are matched by the attributes that the identity provider sends. Identities are validated when a construct uses
 * them. A value can be a token; Terraform fails if it is empty or contains quotes, backslashes or line breaks.
 *
 * @example
 * const engineers = Identity.anyOf(
 *   Identity.groups("engineers"),
 *   Identity.emailDomains("partner.example"),
 * );
 *
 * @throws ValidationError IdentityInvalid
 * @see https://developers.cloudflare.com/cloudflare-one/traffic-policies/identity-selectors/
 */
export class Identity implements IDeviceMatch {
  /** Matches users by e-mail address. */
  public static emails(...emails: string[]): Identity {
    requireTexts("Identity.emails", "emails", emails);
    return Identity.of(isOneOf("identity.email", emails.map(quote)), emails, EMAIL, "an e-mail address");
  }

  /**
   * Matches users whose e-mail address belongs to one of the given domains.
   *
   * @param domains DNS names in lower case, without "@"
   */
  public static emailDomains(...domains: string[]): Identity {
    requireTexts("Identity.emailDomains", "domains", domains);
    const choices = [...new Set(domains)].map((domain) => domain.replaceAll(".", "[.]"));
    const domain = choices.length === 1 ? choices[0] : `(?:${choices.join("|")})`;
    const expression = matches("identity.email", `^.*@${domain}$`);
    return Identity.of(expression, domains, DOMAIN, 'a lower-case domain such as "example.com", without "@"', false);
  }

  /**
   * Matches members of the given groups, by the names that the identity provider sends.
   *
   * Microsoft Entra sends only ids: use `groupIds`.
   */
  public static groups(...names: string[]): Identity {
    requireTexts("Identity.groups", "names", names);
    return Identity.of(isAnyOf("identity.groups.name", names), names, /\S/, "a group's name");
  }

  /** Matches members of the given groups, by the identity provider's group ids. */
  public static groupIds(...ids: string[]): Identity {
    requireTexts("Identity.groupIds", "ids", ids);
    return Identity.of(isAnyOf("identity.groups.id", ids), ids, /^\S+$/, "a group's id");
  }

  /** Matches members of the given groups, by the groups' e-mail addresses. */
  public static groupEmails(...emails: string[]): Identity {
    requireTexts("Identity.groupEmails", "emails", emails);
    return Identity.of(isAnyOf("identity.groups.email", emails), emails, EMAIL, "a group's e-mail address");
  }

  /**
   * Matches any user whose device passes all of the given posture checks.
   *
   * @param ids ids of the posture checks: UUIDs
   */
  public static postureChecks(...ids: string[]): Identity {
    requireTexts("Identity.postureChecks", "ids", ids);
    return new Identity([], ids.map(passes), validateValue(ids, UUID, POSTURE_CHECK));
  }

  /**
   * Matches users who match at least one of the given identities.
   *
   * Add posture checks to the result: `Identity.anyOf(…).withPostureChecks(…)`.
   */
  public static anyOf(...identities: Identity[]): Identity {
    checkArgument(undefined, "Identity.anyOf", "identities", identities, IDENTITIES, IDENTITIES_HINT);
    const problems = identities.flatMap((identity) => identity.problems);
    if (identities.length === 0) {
      problems.push(invalid("the call of Identity.anyOf has no identity. Expected at least one."));
    }
    if (identities.length > 1 && identities.some(({ posture }) => posture.length > 0)) {
      problems.push(
        invalid(
          "identities passed to Identity.anyOf must not have posture checks. Use " +
            "Identity.anyOf(…).withPostureChecks(…).",
        ),
      );
    }
    return new Identity(
      identities.flatMap(({ users }) => users),
      identities.flatMap(({ posture }) => posture),
      problems,
    );
  }

  private static of(expression: string, values: string[], grammar: RegExp, expected: string, tokens = true): Identity {
    return new Identity([expression], [], validateValue(values, grammar, expected, tokens));
  }

  private constructor(
    private readonly users: string[],
    private readonly posture: string[],
    private readonly problems: Problem[],
  ) {}

  /**
   * Returns a copy that also requires the device to pass all of the given posture checks.
   *
   * @param ids ids of the posture checks: UUIDs
   */
  public withPostureChecks(...ids: string[]): Identity {
    requireTexts("Identity.withPostureChecks", "ids", ids);
    const problems = validateValue(ids, UUID, POSTURE_CHECK);
    return new Identity(this.users, [...this.posture, ...ids.map(passes)], [...this.problems, ...problems]);
  }

  /** The expression for a device profile. Undefined with posture checks: device profiles have no selector for them. */
  public get deviceMatch(): string | undefined {
    return this.posture.length > 0 ? undefined : this._identity;
  }

  /** @internal The `identity` expression of the policy. */
  public get _identity(): string | undefined {
    return this.users.length === 0 ? undefined : [...new Set(this.users)].join(" or ");
  }

  /** @internal The `device_posture` expression of the policy. */
  public get _devicePosture(): string | undefined {
    return this.posture.length === 0 ? undefined : [...new Set(this.posture)].join(" and ");
  }

  /** @internal */
  public get _problems(): Problem[] {
    const mistakes = [this._identity, this._devicePosture].flatMap((text) => lengthMistake(text ?? "") ?? []);
    return [...this.problems, ...mistakes.map((mistake) => invalid(`the expression of the identity ${mistake}`))];
  }
}

/** @internal A list of identities. */
export const IDENTITIES = listOf(having("an Identity", "Identity", "_identity"));
const IDENTITIES_HINT = "each Identity as an argument of its own, without a list around them";

function requireTexts(what: string, name: string, values: string[]): void {
  checkArgument(
    undefined,
    what,
    name,
    values,
    listOf(TEXT),
    "each value as a string of its own, without a list around them",
  );
}

function quote(value: string): string {
  return quoted(value, "IdentityInvalid");
}

function isAnyOf(list: string, values: string[]): string {
  return holdsOneOf(list, values, "IdentityInvalid");
}

function passes(check: string): string {
  return isAnyOf("device_posture.checks.passed", [check]);
}

function validateValue(values: string[], grammar: RegExp, expected: string, tokens = true): Problem[] {
  if (values.length === 0) return [invalid(`an identity has no value. Expected at least ${expected}.`)];
  return values.flatMap((value) => {
    if (Token.isUnresolved(value)) {
      if (!tokens) return [invalid(`an identity's value is a token. Expected ${expected}, as a literal.`)];
    } else if (!grammar.test(value)) {
      return [invalid(`the identity's value "${value}" is not valid. Expected ${expected}.`)];
    }
    if (isQuotable(value)) return [];
    return [
      invalid(
        `the identity's value ${JSON.stringify(value)} is not valid. Expected ${expected} without quotes, ` +
          "backslashes and line breaks.",
      ),
    ];
  });
}

function invalid(message: string): Problem {
  return { code: "IdentityInvalid", message };
}
