// Uses of Java's two HTTP clients: `java Uses USE URL` does one, and prints what came back.
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.ProtocolException;
import java.net.URI;
import java.net.URL;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;

public class Uses {
    public static void main(String[] arguments) throws Exception {
        String url = arguments[1];
        switch (arguments[0]) {
            case "connection" -> connection(url);
            case "connectionExpects" -> connectionExpects(url);
            case "connectionIsRefused" -> connectionIsRefused(url);
            case "client" -> client(url);
            case "clientExpects" -> clientExpects(url);
            default -> throw new IllegalArgumentException(arguments[0]);
        }
    }

    static HttpURLConnection open(String url, String method) throws Exception {
        HttpURLConnection connection = (HttpURLConnection) new URL(url).openConnection();
        connection.setRequestMethod(method);
        connection.setConnectTimeout(20_000);
        connection.setReadTimeout(20_000);
        return connection;
    }

    static String read(HttpURLConnection connection) throws Exception {
        try (InputStream stream = connection.getInputStream()) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8).strip();
        }
    }

    // A GET, then a form, on one connection.
    static void connection(String url) throws Exception {
        System.out.println(read(open(url + "/get", "GET")));
        HttpURLConnection post = open(url + "/form", "POST");
        post.setDoOutput(true);
        post.getOutputStream().write("a=1".getBytes(StandardCharsets.UTF_8));
        System.out.println(post.getResponseCode() + " " + read(post));
    }

    // Leave to send asked for, and content in chunks. (Java 17 waits its own five seconds with every server, even where
    // the 100 came at once.)
    static void connectionExpects(String url) throws Exception {
        HttpURLConnection put = open(url + "/expect", "PUT");
        put.setDoOutput(true);
        put.setRequestProperty("Expect", "100-continue");
        put.setChunkedStreamingMode(0);
        put.getOutputStream().write("word".getBytes(StandardCharsets.UTF_8));
        put.getOutputStream().close();
        System.out.println(put.getResponseCode() + " " + read(put));
    }

    // Leave to send asked for, and not given.
    static void connectionIsRefused(String url) throws Exception {
        HttpURLConnection put = open(url + "/huge", "PUT");
        put.setDoOutput(true);
        put.setRequestProperty("Expect", "100-continue");
        put.setFixedLengthStreamingMode(70L * 1024 * 1024);
        try {
            put.getOutputStream().write(0);
        } catch (ProtocolException rejected) {
            System.out.println(put.getResponseCode());
        }
    }

    // The newer client: it offers HTTP/2 first, and must be content with 1.1.
    static void client(String url) throws Exception {
        HttpClient client = HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NORMAL).build();
        for (String path : new String[] {"/get", "/redirect", "/chunked"}) {
            var answer = client.send(HttpRequest.newBuilder(URI.create(url + path)).build(), BodyHandlers.ofString());
            System.out.println(answer.statusCode() + " " + answer.version() + " " + answer.body().strip());
        }
        var request = HttpRequest.newBuilder(URI.create(url + "/file"))
            .PUT(BodyPublishers.ofFile(Path.of(System.getenv("FILES"), "large.bin"))).build();
        System.out.println(client.send(request, BodyHandlers.ofString()).statusCode());
    }

    // expectContinue, which hangs where the server's 100 is missing. (In Java 17 it hangs with every server where the
    // answer is a refusal instead: it reads the content of that twice.)
    static void clientExpects(String url) throws Exception {
        HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        for (int turn = 0; turn < 2; turn++) {
            var request = HttpRequest.newBuilder(URI.create(url + "/expect")).timeout(Duration.ofSeconds(10))
                .expectContinue(true).POST(BodyPublishers.ofString("word")).build();
            System.out.println(client.send(request, BodyHandlers.ofString()).statusCode());
        }
    }
}
