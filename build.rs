//! Tells the linker how a Node.js addon is linked, when the addon is built.

fn main() {
    #[cfg(feature = "binding")]
    napi_build::setup();
}
