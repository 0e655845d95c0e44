package io.logstream.bench.rootcause;

import io.logstream.local.Shopkeeping;
import java.io.IOException;

/** The ways in which the demo shop is broken. */
enum ShopFault {
  /** A dependency of three others answers late. */
  SLOW_DEPENDENCY("inventory") {
    @Override
    void begin(Shopkeeping keeper) throws IOException, InterruptedException {
      keeper.fault(service, "slow", 600);
    }

    @Override
    void end(Shopkeeping keeper) throws IOException, InterruptedException {
      keeper.fault(service, "slow", 0);
    }
  },
  /** A dependency answers every other request with an error. */
  FAILING_DEPENDENCY("payment") {
    @Override
    void begin(Shopkeeping keeper) throws IOException, InterruptedException {
      keeper.fault(service, "failing", 50);
    }

    @Override
    void end(Shopkeeping keeper) throws IOException, InterruptedException {
      keeper.fault(service, "failing", 0);
    }
  },
  /** A process dies at a request, and is started again. */
  CRASH("cart") {
    @Override
    void begin(Shopkeeping keeper) throws IOException, InterruptedException {
      keeper.fault(service, "crash", 1);
    }

    @Override
    void end(Shopkeeping keeper) {
      // The new process is sound.
    }
  },
  /** Database connections are not given back. */
  POOL_EXHAUSTION("inventory") {
    @Override
    void begin(Shopkeeping keeper) throws IOException, InterruptedException {
      keeper.fault(service, "leak", 1);
    }

    @Override
    void end(Shopkeeping keeper) throws IOException, InterruptedException {
      keeper.fault(service, "leak", 0);
    }
  },
  /** A release with a defect in the code. */
  BAD_DEPLOY("catalogue") {
    @Override
    void begin(Shopkeeping keeper) throws IOException, InterruptedException {
      keeper.deploy(service, "1.5.0", true);
    }

    @Override
    void end(Shopkeeping keeper) throws IOException, InterruptedException {
      keeper.deploy(service, "1.4.0", false);
    }
  };

  /** The service that is broken. */
  final String service;

  ShopFault(String service) {
    this.service = service;
  }

  abstract void begin(Shopkeeping keeper) throws IOException, InterruptedException;

  abstract void end(Shopkeeping keeper) throws IOException, InterruptedException;
}
