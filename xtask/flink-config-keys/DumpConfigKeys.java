import java.io.File;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;

/**
 * Writes every configuration option of a Flink as `key TAB type TAB default`; app/model/src/flink/options.tsv is made by it.
 *
 * <p>Types are told by reflection: `enum` is followed by its values, an older name of an option is of the type `alias`, with
 * the present name in place of the default. Options of connectors, formats and catalogs are not keys of a job and left out.
 *
 * <p>Run by `make.sh` beside it.
 */
public final class DumpConfigKeys {
    private static final String[] OTHERS = {
        "org.apache.flink.connector.", "org.apache.flink.formats.", "org.apache.flink.streaming.connectors.",
        "org.apache.flink.table.factories.", "org.apache.flink.table.catalog.", "org.apache.flink.table.file.",
        "org.apache.flink.kubernetes.", "org.apache.flink.yarn.",
    };

    private final Map<String, String> lines = new TreeMap<>();
    private final Map<String, String> aliases = new TreeMap<>();

    public static void main(String[] arguments) throws Exception {
        List<URL> jars = new ArrayList<>();
        for (String jar : arguments) {
            jars.add(new File(jar).toURI().toURL());
        }
        DumpConfigKeys dump = new DumpConfigKeys();
        try (URLClassLoader loader = new URLClassLoader(jars.toArray(new URL[0]))) {
            for (String jar : arguments) {
                dump.jar(new JarFile(jar), loader);
            }
        }
        dump.aliases.forEach(dump.lines::putIfAbsent);
        dump.lines.values().forEach(System.out::println);
    }

    private void jar(JarFile jar, ClassLoader loader) {
        jar.stream().map(JarEntry::getName).filter(DumpConfigKeys::isWanted).forEach(name -> {
            try {
                Class<?> owner = Class.forName(name.replace(".class", "").replace('/', '.'), false, loader);
                for (Field field : owner.getDeclaredFields()) {
                    boolean isPublic = Modifier.isPublic(field.getModifiers()) && Modifier.isStatic(field.getModifiers());
                    if (isPublic && field.getType().getName().equals("org.apache.flink.configuration.ConfigOption")) {
                        field.setAccessible(true);
                        option(field.get(null));
                    }
                }
            } catch (Throwable absent) {
                // A class that needs a jar which a cluster does not have either.
                System.err.println(name + ": " + absent);
            }
        });
    }

    private static boolean isWanted(String name) {
        String type = name.replace('/', '.');
        for (String other : OTHERS) {
            if (type.startsWith(other)) {
                return false;
            }
        }
        return type.startsWith("org.apache.flink.") && type.endsWith(".class") && type.contains("Option");
    }

    private void option(Object option) throws Exception {
        String key = (String) call(option, "key");
        Object standard = call(option, "defaultValue");
        lines.put(key, key + "\t" + type(option) + "\t" + (standard == null ? "" : text(standard)));
        for (Object alias : (Iterable<?>) call(option, "fallbackKeys")) {
            String name = (String) call(alias, "getKey");
            aliases.put(name, name + "\talias\t" + key);
        }
    }

    private static String text(Object value) {
        return value.toString().replaceAll("\\s+", " ");
    }

    private static String type(Object option) throws Exception {
        Class<?> type = (Class<?>) call(option, "getClazz");
        if ((boolean) call(option, "isList")) {
            return "list";
        }
        if (!type.isEnum()) {
            return type.getSimpleName().toLowerCase();
        }
        List<String> values = new ArrayList<>();
        for (Object value : type.getEnumConstants()) {
            values.add(value.toString());
        }
        return "enum " + String.join(" ", values);
    }

    private static Object call(Object target, String name) throws Exception {
        Method method = target.getClass().getDeclaredMethod(name);
        method.setAccessible(true);
        return method.invoke(target);
    }
}
