import java.net.InetSocketAddress;
import org.apache.hadoop.hive.conf.HiveConf;
import org.apache.hadoop.hive.metastore.HiveMetaStore;
import org.apache.hadoop.hive.metastore.IHMSHandler;
import org.apache.hadoop.hive.metastore.TUGIBasedProcessor;
import org.apache.hadoop.hive.thrift.TUGIContainingTransport;
import org.apache.thrift.protocol.TBinaryProtocol;
import org.apache.thrift.server.TThreadPoolServer;
import org.apache.thrift.transport.TServerSocket;

/**
 * The metastore's service on one address. Its own main class, up to Hive 2.3, listens on every
 * interface of the machine and has no setting for it.
 */
public final class LoopbackMetaStore {
    private LoopbackMetaStore() {}

    public static void main(String[] arguments) throws Exception {
        InetSocketAddress address =
                new InetSocketAddress(arguments[0], Integer.parseInt(arguments[1]));
        HiveConf conf = new HiveConf(HiveMetaStore.class);
        IHMSHandler handler =
                HiveMetaStore.newRetryingHMSHandler(
                        new HiveMetaStore.HMSHandler("metastore", conf, false), conf);
        TThreadPoolServer.Args options =
                new TThreadPoolServer.Args(new TServerSocket(address))
                        .processor(new TUGIBasedProcessor<>(handler))
                        .transportFactory(new TUGIContainingTransport.Factory())
                        .protocolFactory(new TBinaryProtocol.Factory())
                        .minWorkerThreads(8)
                        .maxWorkerThreads(1000);
        new TThreadPoolServer(options).serve();
    }
}
