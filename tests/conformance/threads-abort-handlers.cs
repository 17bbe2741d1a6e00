// Aborts and interrupts that arrive in a finally handler wait for its end, those in a catch handler come back when it
// is left, and a finally whose region was entered runs (System.Threading.Thread.Abort, Interrupt; ECMA-335 I.12.4.2)
using System;
using System.Runtime.CompilerServices;
using System.Threading;

static class Callees {
	public static volatile bool Inside, Requested;
	static volatile int count;
	static int entered, left;

	/* Where the abort arrives: in a wait, or in a loop that calls nothing. */
	[MethodImpl (MethodImplOptions.NoInlining)]
	static void Wait ()
	{
		Inside = true;
		while (!Requested)
			Thread.Sleep (1);
		Thread.Sleep (20);
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static void Simple ()
	{
		try {
			Report.Line ("try");
		} finally {
			Wait ();
			Report.Line ("end of finally");
		}
		Report.Line ("after");
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static void Spin ()
	{
		try {
			Report.Line ("try");
		} finally {
			Inside = true;
			while (!Requested)
				count++;
			for (int i = 0; i < 20000000; i++)
				count = i;
			Report.Line ("end of finally");
		}
		Report.Line ("after");
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static void SpinWithoutCalls ()
	{
		try {
			count = 1;
		} finally {
			Inside = true;
			while (!Requested)
				count++;
			for (int i = 0; i < 20000000; i++)
				count = i;
			left++;
		}
		Report.Line ("after");
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static void Nested ()
	{
		try {
			Report.Line ("try");
		} finally {
			try {
				Report.Line ("inner try");
			} finally {
				Wait ();
				Report.Line ("end of inner finally");
			}
			Report.Line ("end of outer finally");
		}
		Report.Line ("after");
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static void NestedAfterwards ()
	{
		try {
			Report.Line ("try");
		} finally {
			Wait ();
			try {
				Report.Line ("inner try");
			} finally {
				Report.Line ("end of inner finally");
			}
			Report.Line ("end of outer finally");
		}
		Report.Line ("after");
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static void NestedFrames ()
	{
		try {
			Report.Line ("try of the caller");
		} finally {
			Simple ();
			Report.Line ("end of the caller's finally");
		}
		Report.Line ("after the caller's finally");
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static void Unwinding ()
	{
		try {
			try {
				throw new InvalidOperationException ();
			} finally {
				Wait ();
				Report.Line ("end of finally");
			}
		} catch (Exception e) {
			Report.Line ("caught " + e.GetType ().Name);
		}
		Report.Line ("after");
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static void CatchInFinally ()
	{
		try {
			Report.Line ("try");
		} finally {
			Wait ();
			try {
				throw new InvalidOperationException ();
			} catch (Exception e) {
				Report.Line ("caught " + e.GetType ().Name);
			}
			Report.Line ("end of finally");
		}
		Report.Line ("after");
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	static void ThrowAndCatch ()
	{
		try {
			throw new InvalidOperationException ();
		} catch (Exception e) {
			Report.Line ("caught " + e.GetType ().Name);
		}
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static void CatchBelowFinally ()
	{
		try {
			Report.Line ("try");
		} finally {
			Wait ();
			ThrowAndCatch ();
			Report.Line ("end of finally");
		}
		Report.Line ("after");
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static void InCatch ()
	{
		try {
			throw new InvalidOperationException ();
		} catch (InvalidOperationException) {
			try {
				Wait ();
			} catch (ThreadAbortException) {
				Report.Line ("inner catch");
			}
			Report.Line ("not here");
		}
		Report.Line ("after");
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static void CaughtTwice ()
	{
		try {
			try {
				Wait ();
			} catch (ThreadAbortException) {
				Report.Line ("first");
			}
			Report.Line ("not here");
		} catch (ThreadAbortException) {
			Report.Line ("second");
		} finally {
			Report.Line ("finally");
		}
		Report.Line ("nor here");
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static void Reset ()
	{
		try {
			Wait ();
		} catch (ThreadAbortException e) {
			Report.Line ("reset " + e.ExceptionState);
			Thread.ResetAbort ();
		}
		Report.Line ("goes on");
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	static void LeaveIn (int round)
	{
		for (int i = 0; i < 3; i++) {
			try {
				if (i == round)
					continue;
				Report.Line ("try " + i);
			} finally {
				if (i == 1)
					Wait ();
				Report.Line ("finally " + i);
			}
		}
		Report.Line ("after");
	}

	public static void LeaveFirst () { LeaveIn (0); }
	public static void LeaveSecond () { LeaveIn (1); }

	[MethodImpl (MethodImplOptions.NoInlining)]
	static int ReturnThrough ()
	{
		try {
			return 5;
		} finally {
			Wait ();
			Report.Line ("end of finally");
		}
	}

	public static void Return () { Report.Value ("returned", ReturnThrough ()); }

	/* The loop calls nothing and begins before the region, in which it is left: where it is polled matters. */
	[MethodImpl (MethodImplOptions.NoInlining)]
	static void Enter (int last)
	{
		int rounds = 0;
		for (;;) {
			rounds++;
			try {
				entered++;
				if (entered == last)
					break;
				Inside = true;
			} finally {
				left++;
			}
		}
		Report.Value ("rounds", rounds);
	}

	public static void RegionInLoop ()
	{
		entered = left = 0;
		try {
			Enter (-1);
		} finally {
			Report.Value ("each region was left", entered == left);
		}
	}
}

static class Callers {
	static void Run (string name, Action code, Action<Thread> stop)
	{
		Report.Line ("== " + name);
		Callees.Inside = Callees.Requested = false;
		var thread = new Thread (() => {
			try {
				code ();
				Report.Line ("it returned");
				Thread.Sleep (10);
				Report.Line ("and slept");
			} catch (ThreadAbortException e) {
				Report.Line ("aborted, " + e.ExceptionState);
				Thread.ResetAbort ();
			} catch (Exception e) {
				Report.Line (e.GetType ().Name);
			}
		});
		thread.Start ();
		while (!Callees.Inside)
			Thread.Sleep (1);
		stop (thread);
		Callees.Requested = true;
		thread.Join ();
	}

	public static void Run ()
	{
		foreach (Action code in new Action[] {
			Callees.Simple, Callees.Spin, Callees.SpinWithoutCalls, Callees.Nested, Callees.NestedAfterwards,
			Callees.NestedFrames, Callees.Unwinding, Callees.CatchInFinally, Callees.CatchBelowFinally, Callees.InCatch,
			Callees.CaughtTwice, Callees.Reset, Callees.LeaveFirst, Callees.LeaveSecond, Callees.Return
		})
			Run ("abort in " + code.Method.Name, code, thread => thread.Abort ("the state"));
		for (int i = 0; i < 10; i++)
			Run ("abort " + i + " in RegionInLoop", Callees.RegionInLoop, thread => thread.Abort (i));
		foreach (Action code in new Action[] { Callees.Simple, Callees.Spin, Callees.SpinWithoutCalls, Callees.Nested })
			Run ("interrupt in " + code.Method.Name, code, thread => thread.Interrupt ());
	}
}

class Program {
	static void Main ()
	{
		Callers.Run ();
	}
}
