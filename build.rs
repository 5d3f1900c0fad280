//! Tells cargo when the types of the Node.js addon are to be written again: compiling the binding writes them, as a
//! side effect cargo knows nothing of.

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    #[cfg(feature = "binding")]
    for variable in ["NAPI_TYPE_DEF_TMP_FOLDER", "NAPI_FORCE_BUILD_NPM_TOKEN"] {
        println!("cargo::rerun-if-env-changed={variable}");
    }
}
