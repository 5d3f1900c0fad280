//! The certificate authorities of the system.

use std::fs::{self, File};
use std::io::{self, ErrorKind, Read};
use std::path::Path;

use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;

use crate::config::SystemStore;

/// The most bytes of one file. The lists that systems come with have some 0.3 MB.
const LARGEST: u64 = 16 * 1024 * 1024;

type Certificates = Vec<CertificateDer<'static>>;

/// Reads what the environment names, else the system's own store, which may be empty, as in a slim container. Its words
/// for what went wrong name the place.
pub fn certificates(store: &SystemStore) -> Result<Certificates, String> {
    if *store == SystemStore::default() {
        return usual();
    }
    let mut found = Vec::new();
    if let Some(file) = &store.file {
        let read = of_file(file).and_then(|read| if read.is_empty() { Err(no_certificate()) } else { Ok(read) });
        found.extend(read.map_err(|error| at(file, &error))?);
    }
    for folder in &store.folders {
        found.extend(of_folder(folder).map_err(|error| at(folder, &error))?);
    }
    Ok(found)
}

/// The system's own. Single ones that cannot be read do not count.
fn usual() -> Result<Certificates, String> {
    let found = rustls_native_certs::load_native_certs();
    match found.errors.first() {
        Some(error) if found.certs.is_empty() => Err(error.to_string()),
        _ => Ok(found.certs),
    }
}

/// All in a folder, whose files may have any name. It may be empty, and hold other things.
fn of_folder(folder: &Path) -> io::Result<Certificates> {
    let files = fs::read_dir(folder)?.filter_map(Result::ok).map(|entry| entry.path());
    Ok(files.filter_map(|file| of_file(&file).ok()).flatten().collect())
}

/// All in a file. From a pipe or a device there may come more than there is room for, or nothing ever.
fn of_file(path: &Path) -> io::Result<Certificates> {
    if !fs::metadata(path)?.is_file() {
        return Err(io::Error::new(ErrorKind::InvalidInput, "it is not a regular file"));
    }
    let mut pem = Vec::new();
    File::open(path)?.take(LARGEST + 1).read_to_end(&mut pem)?;
    if pem.len() as u64 > LARGEST {
        return Err(io::Error::new(ErrorKind::FileTooLarge, "it is larger than 16 MiB"));
    }
    Ok(CertificateDer::pem_slice_iter(&pem).filter_map(Result::ok).collect())
}

fn no_certificate() -> io::Error {
    io::Error::new(ErrorKind::InvalidData, "it holds no PEM certificate")
}

fn at(path: &Path, error: &io::Error) -> String {
    format!("{error} at '{}'", path.display())
}
