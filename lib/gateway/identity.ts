import { Token } from "cdktf";
import { holdsOneOf, isOneOf, isQuotable, lengthMistake, matches, quoted } from "./expression";
import { Problem } from "../core/errors";
import { IDeviceMatch } from "../core/interfaces";

const EMAIL = /^[^@\s"\\]+@[^@\s"\\]+\.[^@\s"\\]+$/;
const DOMAIN = /^(?:[a-z0-9-]+\.)+[a-z0-9-]+$/;

/**
 * Defines whom a Gateway policy or a device profile is for: people, by what their identity provider says, and what their devices pass.
 *
 * What it is given is judged where it is used. Errors: IdentityInvalid.
 *
 * @see https://developers.cloudflare.com/cloudflare-one/traffic-policies/identity-selectors/
 */
export class Identity implements IDeviceMatch {
  /** Defines people by their e-mail addresses. */
  public static emails(...emails: string[]): Identity {
    return Identity.of(isOneOf("identity.email", emails.map(quoted)), emails, EMAIL, "an e-mail address");
  }

  /** Defines everybody with an e-mail address of one of these domains. @param domains DNS names, lower case, without "@" */
  public static emailDomains(...domains: string[]): Identity {
    const choices = [...new Set(domains)].map((domain) => domain.replaceAll(".", "[.]"));
    const domain = choices.length === 1 ? choices[0] : `(?:${choices.join("|")})`;
    const expression = matches("identity.email", `^.*@${domain}$`);
    return Identity.of(expression, domains, DOMAIN, 'a lower-case domain such as "example.com", without "@"', false);
  }

  /** Defines the members of these groups, by the names that the identity provider sends. Microsoft Entra sends ids alone: `groupIds`. */
  public static groups(...names: string[]): Identity {
    return Identity.of(holdsOneOf("identity.groups.name", names), names, /\S/, "a group's name");
  }

  /** Defines the members of these groups, by the identity provider's ids. */
  public static groupIds(...ids: string[]): Identity {
    return Identity.of(holdsOneOf("identity.groups.id", ids), ids, /^\S+$/, "a group's id");
  }

  /** Defines the members of these groups, by the groups' e-mail addresses. */
  public static groupEmails(...emails: string[]): Identity {
    return Identity.of(holdsOneOf("identity.groups.email", emails), emails, EMAIL, "a group's e-mail address");
  }

  /** Defines anybody on a device that passes all of these posture checks. @param ids the checks' ids: UUIDs */
  public static postureChecks(...ids: string[]): Identity {
    return new Identity([], ids.map(passes), validateValue(ids, /^\S+$/, "a posture check's id"));
  }

  /** Defines people of whom any of these speaks. What their devices must pass is said of all of them: `anyOf(…).withPostureChecks(…)`. */
  public static anyOf(...identities: Identity[]): Identity {
    const problems = identities.flatMap((identity) => identity.problems);
    if (identities.length === 0) {
      problems.push(invalid("nothing is given to Identity.anyOf; expected at least one Identity"));
    }
    if (identities.length > 1 && identities.some(({ posture }) => posture.length > 0)) {
      problems.push(
        invalid(
          "some choices of Identity.anyOf have posture checks; say them of all: Identity.anyOf(…).withPostureChecks(…)",
        ),
      );
    }
    return new Identity(
      identities.flatMap(({ people }) => people),
      identities.flatMap(({ posture }) => posture),
      problems,
    );
  }

  private static of(expression: string, values: string[], grammar: RegExp, expected: string, tokens = true): Identity {
    return new Identity([expression], [], validateValue(values, grammar, expected, tokens));
  }

  private constructor(
    private readonly people: string[],
    private readonly posture: string[],
    private readonly problems: Problem[],
  ) {}

  /** Narrows it to devices that pass all of these posture checks. @param ids the checks' ids: UUIDs */
  public withPostureChecks(...ids: string[]): Identity {
    const problems = validateValue(ids, /^\S+$/, "a posture check's id");
    return new Identity(this.people, [...this.posture, ...ids.map(passes)], [...this.problems, ...problems]);
  }

  /** The expression for a device profile; none with posture checks, for which device profiles have no selector. */
  public get deviceMatch(): string | undefined {
    return this.posture.length > 0 ? undefined : this._identity;
  }

  /** @internal The policy's `identity`, escaped for Terraform. */
  public get _identity(): string | undefined {
    return this.people.length === 0 ? undefined : [...new Set(this.people)].join(" or ");
  }

  /** @internal The policy's `device_posture`, escaped for Terraform. */
  public get _devicePosture(): string | undefined {
    return this.posture.length === 0 ? undefined : [...new Set(this.posture)].join(" and ");
  }

  /** @internal */
  public get _problems(): Problem[] {
    const mistakes = [this._identity, this._devicePosture].flatMap((text) => lengthMistake(text ?? "") ?? []);
    return [...this.problems, ...mistakes.map((mistake) => invalid(`the identity's expression ${mistake}`))];
  }
}

function passes(check: string): string {
  return holdsOneOf("device_posture.checks.passed", [check]);
}

function validateValue(values: string[], grammar: RegExp, expected: string, tokens = true): Problem[] {
  if (values.length === 0) return [invalid(`an Identity is given nothing; expected ${expected} at least`)];
  return values.flatMap((value) => {
    if (Token.isUnresolved(value)) {
      return tokens ? [] : [invalid(`an Identity's value is a token; expected ${expected}`)];
    }
    if (!grammar.test(value)) return [invalid(`an Identity's value is "${value}"; expected ${expected}`)];
    if (isQuotable(value)) return [];
    return [
      invalid(
        `an Identity's value is ${JSON.stringify(value)}; expected ${expected} without quotes, backslashes and line breaks`,
      ),
    ];
  });
}

function invalid(message: string): Problem {
  return { code: "IdentityInvalid", message };
}
