import { generateKeyPairSync, KeyObject, randomBytes, sign } from "node:crypto";

/** Certificates of a test CA, in DER by hand, because Node.js cannot create certificates and tests start no process. */

/** A private key and a certificate in PEM. */
export interface Certificate {
  readonly key: string;
  readonly cert: string;
}

/** A certificate authority that exists while the tests run. */
export class TestAuthority {
  public readonly cert: string;
  private readonly keys = newKeys();

  public constructor(private readonly name = "Test CA") {
    this.cert = pem("CERTIFICATE", certificate(name, name, this.keys, this.keys.privateKey, [isAuthority()]));
  }

  /** A certificate for these hostnames. */
  public certify(hostnames: string[], days: readonly [from: number, to: number] = [-1, 1]): Certificate {
    const keys = newKeys();
    const names = subjectNames(hostnames);
    const signed = certificate(hostnames[0].slice(0, 60), this.name, keys, this.keys.privateKey, [names], days);
    const key = keys.privateKey.export({ type: "pkcs8", format: "pem" }).toString();
    return { key, cert: pem("CERTIFICATE", signed) };
  }
}

interface Keys {
  readonly publicKey: KeyObject;
  readonly privateKey: KeyObject;
}

const newKeys = (): Keys => generateKeyPairSync("ec", { namedCurve: "P-256" });

const SEQUENCE = 0x30;
const SET = 0x31;
const OCTETS = 0x04;
const UTF8 = 0x0c;
/** [n] of a context, with elements. */
const context = (n: number) => 0xa0 + n;

const OID = {
  commonName: "2.5.4.3",
  ecdsaWithSha256: "1.2.840.10045.4.3.2",
  subjectAltName: "2.5.29.17",
  basicConstraints: "2.5.29.19",
};

const ALGORITHM = () => der(SEQUENCE, oid(OID.ecdsaWithSha256));

function certificate(
  subject: string,
  issuer: string,
  { publicKey }: Keys,
  signer: KeyObject,
  extensions: Buffer[],
  [from, to]: readonly [number, number] = [-1, 1],
): Buffer {
  const content = der(
    SEQUENCE,
    der(context(0), integer(Buffer.from([2]))),
    integer(Buffer.concat([Buffer.from([1]), randomBytes(8)])),
    ALGORITHM(),
    nameOf(issuer),
    der(SEQUENCE, time(from), time(to)),
    nameOf(subject),
    publicKey.export({ type: "spki", format: "der" }),
    der(context(3), der(SEQUENCE, ...extensions)),
  );
  return der(SEQUENCE, content, ALGORITHM(), bits(sign("sha256", content, signer)));
}

function nameOf(text: string): Buffer {
  return der(SEQUENCE, der(SET, der(SEQUENCE, oid(OID.commonName), der(UTF8, Buffer.from(text)))));
}

function subjectNames(hostnames: string[]): Buffer {
  const names = hostnames.map((each) => der(0x82, Buffer.from(each)));
  return der(SEQUENCE, oid(OID.subjectAltName), der(OCTETS, der(SEQUENCE, ...names)));
}

function isAuthority(): Buffer {
  const yes = der(0x01, Buffer.from([0xff]));
  return der(SEQUENCE, oid(OID.basicConstraints), yes, der(OCTETS, der(SEQUENCE, yes)));
}

function time(days: number): Buffer {
  const iso = new Date(Date.now() + days * 86_400_000).toISOString();
  return der(0x17, Buffer.from(`${iso.replace(/[-:T]/g, "").slice(2, 14)}Z`));
}

function integer(bytes: Buffer): Buffer {
  return der(0x02, bytes);
}

function bits(bytes: Buffer): Buffer {
  return der(0x03, Buffer.from([0]), bytes);
}

function oid(dotted: string): Buffer {
  const [first, second, ...others] = dotted.split(".").map(Number);
  const base128 = (n: number): number[] =>
    n < 128 ? [n] : [...base128(Math.floor(n / 128)).map((each) => 128 + (each % 128)), n % 128];
  return der(0x06, Buffer.from([first * 40 + second, ...others.flatMap(base128)]));
}

function der(tag: number, ...parts: Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  const { length } = content;
  const size = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, Math.floor(length / 256), length % 256];
  return Buffer.concat([Buffer.from([tag, ...size]), content]);
}

function pem(label: string, bytes: Buffer): string {
  const lines = bytes.toString("base64").match(/.{1,64}/g)!;
  return `-----BEGIN ${label}-----\n${lines.join("\n")}\n-----END ${label}-----\n`;
}
