import { App } from "cdktf";
import { build } from "./app";
import { Plan } from "cdktf-zero-trust";

// The same clusters on a plan without resolver policies: names are routed in place of addresses, a namespace each.
const app = new App();
build(app, Plan.STANDARD);
app.synth();
