//! Serves the stand-in on a port for other clients to be tried on: `cargo run -p standin -- 8099`.

fn main() -> std::io::Result<()> {
    let port = std::env::args().nth(1).and_then(|port| port.parse().ok());
    let served = standin::serve_on(&standin::Standin::new(), port.unwrap_or(0))?;
    println!("{}", served.url());
    loop {
        std::thread::park();
    }
}
