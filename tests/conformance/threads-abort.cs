// Threads that are aborted again and again, wherever they are (computing, in protected regions, waiting, sleeping, in
// locks) end, what they locked is free, and each finally has run (System.Threading.Thread.Abort)
using System;
using System.Collections.Generic;
using System.Runtime.CompilerServices;
using System.Threading;

static class Callees {
	public static int Entered, Left, Caught, Aborted;
	public static readonly object Gate = new object ();
	public static long Result;

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static void Compute ()
	{
		long sum = 0;
		for (;;)
			sum = sum * 31 + 7;
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	static long Leaf (long a) { return a * 31 + 7; }

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static void Call ()
	{
		long sum = 0;
		for (;;)
			sum = Leaf (sum);
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static void Allocate ()
	{
		string text = "";
		for (int i = 0; ; i++)
			text = i % 100 == 0 ? "" : text + i;
	}

	/* Each region that was entered is left. Nothing throws here: stock mono may crash when an abort strikes while the
	 * runtime makes an exception. */
	[MethodImpl (MethodImplOptions.NoInlining)]
	public static void Regions ()
	{
		for (int i = 0; ; i++) {
			bool entered = false;
			try {
				try {
				} finally {
					Entered++;
					entered = true;
				}
				Result += Leaf (i);
			} catch (InvalidOperationException) {
				Result -= i;
			} finally {
				if (entered)
					Left++;
			}
		}
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static void Lock ()
	{
		for (;;)
			lock (Gate)
				Result++;
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static void Wait ()
	{
		lock (Gate)
			for (;;)
				Monitor.Wait (Gate);
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static void Sleep ()
	{
		for (;;)
			Thread.Sleep (1000000);
	}

	/* The abort comes back at the end of the handler, unless it is reset. Caught tells that the handler will catch it. */
	[MethodImpl (MethodImplOptions.NoInlining)]
	public static void Catch ()
	{
		for (;;)
			try {
				Interlocked.Increment (ref Caught);
				Compute ();
			} catch (ThreadAbortException e) {
				if ((string) e.ExceptionState == "again") {
					Thread.ResetAbort ();
					Aborted++;
				}
			}
	}
}

static class Callers {
	static void Abort (string name, ThreadStart code, int times)
	{
		int ended = 0, others = 0;
		for (int i = 0; i < times; i++) {
			var thread = new Thread (() => {
				try {
					code ();
				} catch (ThreadAbortException) {
					ended++;
				} catch (Exception) {
					others++;
				}
			});
			thread.Start ();
			if (i % 3 != 0)
				Thread.Sleep (1);
			while (thread.ThreadState == ThreadState.Unstarted)
				Thread.Yield ();
			thread.Abort ();
			thread.Join ();
		}
		/* An abort may come before the thread is in the protected region. */
		Report.Value (name, ended <= times && others == 0);
		bool isFree = Monitor.TryEnter (Callees.Gate, 10000);
		Report.Value (name + ", gate is free", isFree);
		if (isFree)
			Monitor.Exit (Callees.Gate);
	}

	static void Again (int times)
	{
		var thread = new Thread (Callees.Catch);
		thread.Start ();
		for (int i = 1; i <= times + 1; i++) {
			while (Thread.VolatileRead (ref Callees.Caught) < i)
				Thread.Yield ();
			Report.Value ("is alive", thread.IsAlive);
			thread.Abort (i <= times ? "again" : "once");
		}
		thread.Join ();
		Report.Value ("aborted", Callees.Aborted);
	}

	public static void Run ()
	{
		Abort ("compute", Callees.Compute, 20);
		Abort ("call", Callees.Call, 20);
		Abort ("allocate", Callees.Allocate, 20);
		Abort ("regions", Callees.Regions, 60);
		Report.Value ("left what was entered", Callees.Entered == Callees.Left);
		Abort ("lock", Callees.Lock, 60);
		Abort ("wait", Callees.Wait, 10);
		Abort ("sleep", Callees.Sleep, 10);
		Again (20);
	}
}

class Program {
	static void Main ()
	{
		Callers.Run ();
	}
}
