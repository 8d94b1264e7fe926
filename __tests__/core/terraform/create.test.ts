import { DnsRecord } from "@cdktf/provider-cloudflare/lib/dns-record";
import { ComplexObject, IResolvable, TerraformResource, Tokenization } from "cdktf";
import { Construct } from "constructs";
import { create, idOf } from "../../../lib/core/terraform/create";
import { resolved } from "../../../lib/core/terraform/resources";
import { nativeTest } from "../../support/cdk";
import { stackWithProvider } from "../../support/stack";

const CONFIG = { zoneId: "fedcba9876543210fedcba9876543210", name: "a.example.com", type: "A", ttl: 300 };
const { captureStackTrace } = Error;

/** A resource that runs code of a test in its constructor. */
class Probe extends TerraformResource {
  public constructor(scope: Construct, id: string, { run }: { run: () => void }) {
    super(scope, id, { terraformResourceType: "terraform_data" });
    run();
  }
}

/** The creation stack of a computed attribute of a record. */
function creationStack({ data }: DnsRecord): string[] {
  return (data as ComplexObject).creationStack;
}

afterEach(() => {
  delete process.env.CDKTF_ZERO_TRUST_CREATION_STACKS;
  delete process.env.CDKTN_DISABLE_CREATION_STACK;
});

describe("create", () => {
  test("records no creation stack for what it creates", () => {
    expect(creationStack(create(DnsRecord, stackWithProvider(), "a", CONFIG))).toEqual([]);
  });

  test("records none for the id of a resource either", () => {
    const record = create(DnsRecord, stackWithProvider(), "a", CONFIG);
    const [token] = Tokenization.reverseString(idOf(record)).tokens;
    expect((token as IResolvable).creationStack).toEqual([]);
    expect(resolved(record, idOf(record))).toBe("${cloudflare_dns_record.a.id}");
  });

  test("changes nothing about L1 constructs that are created directly, before or after", () => {
    const stack = stackWithProvider();
    const before = new DnsRecord(stack, "before", CONFIG);
    create(DnsRecord, stack, "created", CONFIG);
    const after = new DnsRecord(stack, "after", CONFIG);
    for (const record of [before, after]) expect(creationStack(record).join("\n")).toContain("create.test");
  });

  test("restores the capture of stacks after a constructor throws", () => {
    const stack = stackWithProvider();
    const fail = () => {
      throw new TypeError("not now");
    };
    expect(() => create(Probe, stack, "probe", { run: fail })).toThrow("not now");
    expect(Error.captureStackTrace).toBe(captureStackTrace);
    expect(creationStack(new DnsRecord(stack, "after", CONFIG))).not.toEqual([]);
  });

  test("restores it after nested constructors, too", () => {
    const stack = stackWithProvider();
    const inner = () => create(DnsRecord, stack, "inner", CONFIG);
    create(Probe, stack, "outer", {
      run: () => expect(creationStack(inner())).toEqual([]),
    });
    expect(Error.captureStackTrace).toBe(captureStackTrace);
  });

  test("keeps the stacks of errors", () => {
    const stack = stackWithProvider();
    const fail = () => {
      throw new RangeError("not now");
    };
    let error: unknown;
    try {
      create(Probe, stack, "probe", { run: fail });
    } catch (caught) {
      error = caught;
    }
    expect((error as Error).stack).toMatch(/RangeError: not now\n\s+at fail .*create\.test/);
  });

  test("names the construct path for an id that exists", () => {
    const stack = stackWithProvider();
    create(DnsRecord, stack, "twin", CONFIG);
    expect(() => create(DnsRecord, stack, "twin", CONFIG)).toThrow("'twin' in TerraformStack [stack]");
  });

  test("keeps the creation stacks if CDKTF_ZERO_TRUST_CREATION_STACKS is set", () => {
    process.env.CDKTF_ZERO_TRUST_CREATION_STACKS = "1";
    expect(creationStack(create(DnsRecord, stackWithProvider(), "a", CONFIG)).join("\n")).toContain("create.test");
  });

  test.each(["1", "0"])("omits the stacks if CDKTN_DISABLE_CREATION_STACK is %s", (value) => {
    process.env.CDKTN_DISABLE_CREATION_STACK = value;
    expect(creationStack(create(DnsRecord, stackWithProvider(), "a", CONFIG))).toEqual([]);
    expect(Error.captureStackTrace).toBe(captureStackTrace);
  });

  nativeTest("leaves the stacks of the caller's own constructs to CDKTN_DISABLE_CREATION_STACK", () => {
    expect(creationStack(new DnsRecord(stackWithProvider(), "a", CONFIG))).not.toEqual([]);
    process.env.CDKTN_DISABLE_CREATION_STACK = "1";
    expect(creationStack(new DnsRecord(stackWithProvider(), "a", CONFIG))).toEqual([]);
  });

  test("works where Error is frozen", () => {
    const descriptor = Object.getOwnPropertyDescriptor(Error, "captureStackTrace")!;
    Object.defineProperty(Error, "captureStackTrace", { ...descriptor, writable: false });
    try {
      expect(creationStack(create(DnsRecord, stackWithProvider(), "a", CONFIG))).not.toEqual([]);
    } finally {
      Object.defineProperty(Error, "captureStackTrace", descriptor);
    }
  });
});

test("an error of the resolution names the resource and the attribute", () => {
  const stack = stackWithProvider();
  create(DnsRecord, stack, "a", { ...CONFIG, comment: (() => "not text") as unknown as string });
  expect(() => stack.toTerraform()).toThrow("'/resource/cloudflare_dns_record/a/comment'");
});
