//! What the steps are measured with.

use serde_json::{Value, json};

/// An `.npmrc` as people have them: comments, a few settings, and the credentials of some registries.
pub fn npmrc(registries: usize) -> String {
    let mut text = String::from(
        "; what everybody here uses\nregistry=https://registry.example/\nfund=false\naudit = false\n\
         init-author-name = \"Somebody Here\"\nnode-options[]=--no-warnings\nnode-options[]=--enable-source-maps\n",
    );
    for number in 0..registries {
        text.push_str(&format!(
            "# team {number}\n@team-{number}:registry=https://team-{number}.registry.example/npm/\n\
             //team-{number}.registry.example/npm/:_authToken=${{TEAM_{number}_TOKEN}}\n"
        ));
    }
    text
}

/// One page of a list.
pub fn page(tokens: usize) -> Vec<u8> {
    let objects: Vec<Value> = (0..tokens).map(row).collect();
    serde_json::to_vec(&json!({ "objects": objects, "total": tokens, "urls": {} })).expect("plain values")
}

/// As the public registry has them. Keys are in no order.
fn row(number: usize) -> Value {
    let key = number.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let day = format!("2026-{:02}-{:02}T10:00:00.000Z", number % 12 + 1, number % 28 + 1);
    let action = if number.is_multiple_of(2) { "read" } else { "write" };
    json!({
        "name": format!("token-{number}"),
        "description": "made for a pipeline",
        "expiry": day,
        "key": format!("{:08x}-{:04x}-4aaa-8bbb-{number:012x}", key >> 32, key >> 16 & 0xffff),
        "token": format!("npm_{:04x}...{:04x}", key >> 16 & 0xffff, key & 0xffff),
        "readonly": action == "read",
        "bypass_2fa": false,
        "cidr": ["192.0.2.0/24"],
        "revoked": null,
        "created": day,
        "updated": day,
        "accessed": null,
        "permissions": [{ "name": "package", "action": action }],
        "scopes": [{ "type": "package", "name": "@acme/app" }, { "type": "package", "name": "@acme/ui" }],
    })
}
