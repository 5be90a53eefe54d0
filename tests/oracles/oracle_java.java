// SPDX-License-Identifier: BSL-1.0
//
// Asks the HostnameChecker of the Java runtime; oracle_java.sh starts it. The
// certificate is read, not chained.
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import sun.security.util.HostnameChecker;

class NameOracle {
    static final int usage = 64, detailLimit = 400;

    record Verdict(String word, String detail) {}

    /** Reads one JSON object, the shape of a case; members that are no string or whole number are passed over. */
    static class Fields {
        private final String text;
        private int at = 0;

        private Fields(String text) { this.text = text; }

        static Map<String, String> read(String text) {
            var reader = new Fields(text);
            var fields = new HashMap<String, String>();
            reader.expect('{');
            while (true) {
                reader.skipBlanks();
                String name = reader.string();
                reader.expect(':');
                reader.skipBlanks();
                if (reader.peek() == '"') {
                    String value = reader.string();
                    fields.put(name, name.equals("id") ? quoted(value) : value); // to be given back as it came
                } else if ("-0123456789".indexOf(reader.peek()) >= 0) {
                    fields.put(name, reader.number());
                } else {
                    reader.passOver();
                }
                reader.skipBlanks();
                if (reader.peek() != ',') break;
                reader.expect(',');
            }
            reader.expect('}');
            reader.skipBlanks();
            if (reader.at != text.length()) throw reader.bad();
            return fields;
        }

        private IllegalArgumentException bad() {
            return new IllegalArgumentException("column " + (at + 1));
        }

        private char peek() {
            if (at >= text.length()) throw bad();
            return text.charAt(at);
        }

        private void skipBlanks() {
            while (at < text.length() && " \t\r".indexOf(text.charAt(at)) >= 0) ++at;
        }

        private void expect(char wanted) {
            skipBlanks();
            if (peek() != wanted) throw bad();
            ++at;
        }

        private String number() {
            int from = at;
            while (at < text.length() && "-0123456789".indexOf(text.charAt(at)) >= 0) ++at;
            if (at == from) throw bad();
            return text.substring(from, at);
        }

        /** Passes over an array, an object or a word, to where the next member or the end is. */
        private void passOver() {
            for (int depth = 0;;) {
                char next = peek();
                if (depth == 0 && (next == ',' || next == '}')) return;
                if (next == '"') {
                    string();
                    continue;
                }
                if (next == '[' || next == '{') ++depth;
                else if (next == ']' || next == '}') --depth;
                ++at;
            }
        }

        private String string() {
            expect('"');
            var read = new StringBuilder();
            while (peek() != '"') {
                char next = text.charAt(at++);
                read.append(next == '\\' ? escaped() : next);
            }
            ++at;
            return read.toString();
        }

        private char escaped() {
            char kind = peek();
            ++at;
            switch (kind) {
                case '"': case '\\': case '/': return kind;
                case 'b': return '\b';
                case 'f': return '\f';
                case 'n': return '\n';
                case 'r': return '\r';
                case 't': return '\t';
                case 'u': break;
                default: throw bad();
            }
            if (text.length() - at < 4) throw bad();
            String digits = text.substring(at, at + 4);
            if (!digits.matches("[0-9A-Fa-f]{4}")) throw bad();
            at += 4;
            return (char) Integer.parseInt(digits, 16);
        }
    }

    static String quoted(String text) {
        var out = new StringBuilder("\"");
        String part = text.substring(0, Math.min(text.length(), detailLimit));
        // Halves of surrogate pairs, which a strict reader refuses, become question marks.
        for (char c : new String(part.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8).toCharArray()) {
            if (c == '"' || c == '\\') out.append('\\').append(c);
            else if (c < ' ' || c > '~') out.append(String.format("\\u%04x", (int) c));
            else out.append(c);
        }
        return out.append('"').toString();
    }

    static String said(Exception problem) {
        return problem.getMessage() == null ? problem.getClass().getName() : problem.getMessage();
    }

    static Verdict ask(HostnameChecker checker, CertificateFactory factory, String reference, byte[] der) {
        X509Certificate certificate;
        try {
            certificate = (X509Certificate) factory.generateCertificate(new ByteArrayInputStream(der));
        } catch (CertificateException problem) {
            return new Verdict("error", said(problem));
        }
        try {
            checker.match(reference, certificate, false);
            return new Verdict("match", "");
        } catch (CertificateException problem) {
            // "No name matching ... found", "No subject alternative names present",
            // and their kin; the rest is about what it was given.
            return new Verdict(said(problem).startsWith("No ") ? "mismatch" : "error", said(problem));
        } catch (RuntimeException problem) {
            return new Verdict("error", problem.toString());
        }
    }

    static void leave(int code, String message) {
        System.err.println("oracle_java.java: " + message);
        System.exit(code);
    }

    public static void main(String[] words) throws Exception {
        String variant = "java";
        for (int i = 0; i < words.length; ++i) {
            if (words[i].equals("--version")) {
                System.out.println("Java " + System.getProperty("java.runtime.version") + " ("
                    + System.getProperty("java.vm.name") + ")");
                return;
            }
            if (i == 0 && words[i].matches("java|java_ldap")) {
                variant = words[i];
                continue;
            }
            if (!words[i].matches("--(key|root|chain)")) leave(usage, "unknown argument '" + words[i] + "'");
            if (i + 1 == words.length) leave(usage, words[i] + " needs a value");
            ++i;
        }

        var checker = HostnameChecker.getInstance(
            variant.equals("java") ? HostnameChecker.TYPE_TLS : HostnameChecker.TYPE_LDAP);
        var factory = CertificateFactory.getInstance("X.509");
        var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        var out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        String line;
        while ((line = in.readLine()) != null) {
            if (line.isBlank()) continue;
            String id = "null";
            Verdict verdict;
            try {
                var fields = Fields.read(line);
                id = fields.getOrDefault("id", id);
                String reference = fields.get("reference"), text = fields.get("certificate");
                if (reference == null || text == null) throw new IllegalArgumentException("a part is missing");
                verdict = ask(checker, factory, reference, Base64.getDecoder().decode(text));
            } catch (IllegalArgumentException problem) {
                verdict = new Verdict("error", "not a case: " + problem.getMessage());
            }
            out.println("{\"id\": " + id + ", \"verdict\": \"" + verdict.word + "\""
                + (verdict.detail.isEmpty() ? "" : ", \"detail\": " + quoted(verdict.detail)) + "}");
        }
    }
}
