import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Keeps as many reports as REPORTS says, and tells how many: a JVM whose heap holds what is known. */
public final class Reports {
    record Report(int number, String text) {}

    public static void main(String[] arguments) throws IOException {
        int wanted = Integer.parseInt(System.getenv().getOrDefault("REPORTS", "1000"));
        List<Report> kept = new ArrayList<>();
        for (int number = 0; number < wanted; number++) {
            kept.add(new Report(number, "report " + number));
        }
        HttpServer server = HttpServer.create(new InetSocketAddress(8080), 0);
        server.createContext("/reports", exchange -> {
            byte[] said = String.valueOf(kept.size()).getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, said.length);
            exchange.getResponseBody().write(said);
            exchange.close();
        });
        Runtime.getRuntime().addShutdownHook(new Thread(() -> server.stop(1)));
        server.start();
    }
}
