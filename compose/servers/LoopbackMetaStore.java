import java.net.InetSocketAddress;
import org.apache.hadoop.hive.conf.HiveConf;
import org.apache.hadoop.hive.metastore.HiveMetaStore;
import org.apache.hadoop.hive.metastore.IHMSHandler;
import org.apache.hadoop.hive.metastore.TUGIBasedProcessor;
import org.apache.hadoop.hive.metastore.api.EnvironmentContext;
import org.apache.hadoop.hive.metastore.api.MetaException;
import org.apache.hadoop.hive.metastore.api.NoSuchObjectException;
import org.apache.hadoop.hive.thrift.TUGIContainingTransport;
import org.apache.thrift.protocol.TBinaryProtocol;
import org.apache.thrift.server.TThreadPoolServer;
import org.apache.thrift.transport.TServerSocket;

/**
 * The metastore's service on one address. Its own main class, up to Hive 2.3, listens on every
 * interface of the machine and has no setting for it.
 */
public final class LoopbackMetaStore {
    /** Threads beyond these end when they are idle, and their stores with them. */
    private static final int WORKERS = 32;

    private LoopbackMetaStore() {}

    /**
     * Keeps a worker's store open for the next client. Its own way is to open one per connection,
     * which reads all of Hadoop's configuration files anew: two thirds of the CPU time that the
     * metastore took for a build, since Spark opens a connection for every session that ends.
     */
    public static final class KeptStores extends HiveMetaStore.HMSHandler {
        public KeptStores(HiveConf conf) throws MetaException {
            super("metastore", conf, false);
        }

        /** The retrying handler calls it by reflection, and looks in this very class alone. */
        @Override
        public void init() throws MetaException {
            super.init();
        }

        @Override
        public void shutdown() {}

        /**
         * One at a time: two that run at once look through each other's rows in Derby, and wait for
         * each other.
         */
        @Override
        public synchronized void drop_table_with_environment_context(
                String database, String table, boolean deleteData, EnvironmentContext context)
                throws NoSuchObjectException, MetaException {
            super.drop_table_with_environment_context(database, table, deleteData, context);
        }
    }

    public static void main(String[] arguments) throws Exception {
        InetSocketAddress address =
                new InetSocketAddress(arguments[0], Integer.parseInt(arguments[1]));
        HiveConf conf = new HiveConf(HiveMetaStore.class);
        IHMSHandler handler = HiveMetaStore.newRetryingHMSHandler(new KeptStores(conf), conf);
        TThreadPoolServer.Args options =
                new TThreadPoolServer.Args(new TServerSocket(address))
                        .processor(new TUGIBasedProcessor<>(handler))
                        .transportFactory(new TUGIContainingTransport.Factory())
                        .protocolFactory(new TBinaryProtocol.Factory())
                        .minWorkerThreads(WORKERS)
                        .maxWorkerThreads(1000);
        new TThreadPoolServer(options).serve();
    }
}
