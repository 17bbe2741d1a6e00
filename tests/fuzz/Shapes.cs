// SPDX-License-Identifier: MIT
//
// What programs do that no single opcode shows: structs of each size passed and returned, calls that jump, loops that wait
// for another thread, and so on. Some can be read off the instructions; others are told by who wrote the instruction.
using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection.Emit;

static class Shapes
{
	public const string ManyInARow = "many tail calls in a row", Throws = "throw of no Exception", ThrowsThroughFinally = "the same, through finally",
		ThrowsThroughFault = "the same, through fault", CatchesRaw = "catch of no Exception", CatchesWrapped = "catch of a wrapper";

	/* Of addresses of locals and arguments */
	public const string Within = "address within a local", Distance = "distance in a local", Compared = "locals' addresses compared",
		Wider = "read wider than a local", WiderStruct = "struct read over a local", Walked = "local read byte by byte";

	/* What is waited for, or how */
	public static readonly string [] Waits = {
		"wait for a static int32", "wait for a static int64", "wait for a static bool", "wait for a static float64",
		"wait for a static object", "wait for a field", "wait for a.b.c", "wait for an element", "wait by address of a static",
		"wait by address of a field", "wait by unmanaged address", "wait by property", "wait in a callee, by ref", "wait for one of two",
		"wait while counting", "wait in an outer loop",
	};

	static readonly string [] tails = {
		"tail. call", "tail. callvirt", "tail. calli", "tail. with a struct", "tail. with an unmanaged address",
		"tail. with a managed pointer",
	};

	static readonly string [] passed = SizeClass.All.SelectMany (s => new [] { "argument: " + s.Name, "result: " + s.Name }).ToArray ();

	static readonly string [] anywhere = passed.Concat (new [] {
		Within, Distance, Compared, Wider, WiderStruct, Walked, Throws, ThrowsThroughFinally, ThrowsThroughFault, CatchesRaw, CatchesWrapped, ManyInARow
	}).Concat (Waits).ToArray ();

	/* A tail call is never in a protected region (ECMA-335 III.2.4). */
	public static readonly string [] Names = anywhere.Concat (tails).ToArray (), InRegions = anywhere;

	static readonly Dictionary<string, int> numbers = Names.Select ((n, i) => new { n, i }).ToDictionary (p => p.n, p => p.i);

	public static int NumberOf (string name)
	{
		return numbers [name];
	}

	static IEnumerable<string> OfCall (TypeName [] parameters, TypeName result)
	{
		foreach (TypeName type in parameters)
			if (type.Symbol != null && type.Symbol.SizeClass != null)
				yield return "argument: " + type.Symbol.SizeClass.Name;
		if (result.Symbol != null && result.Symbol.SizeClass != null)
			yield return "result: " + result.Symbol.SizeClass.Name;
	}

	static IEnumerable<string> OfTail (Instruction call, TypeName [] parameters)
	{
		yield return "tail. " + call.Code.Name;
		if (parameters.Any (p => p.Kind == Kind.Value))
			yield return "tail. with a struct";
		if (parameters.Any (p => p.Element == Element.Pointer))
			yield return "tail. with an unmanaged address";
		if (parameters.Any (p => p.Kind == Kind.ManagedPointer))
			yield return "tail. with a managed pointer";
	}

	/* Of the instruction at POSITION of BODY */
	public static IEnumerable<string> Of (Body body, int position)
	{
		Instruction instruction = body.Instructions [position];
		var method = instruction.Operand as MethodUse;
		var signature = instruction.Operand as CallSignature;
		bool isTail = position > 0 && body.Instructions [position - 1].Code == OpCodes.Tailcall;
		IEnumerable<string> shapes = instruction.Shape != null ? new [] { instruction.Shape } : new string [0];

		if (method == null && signature == null || instruction.Code.FlowControl != FlowControl.Call)
			return shapes;
		TypeName [] parameters = method != null ? method.Parameters : signature.Parameters;
		if (isTail)
			shapes = shapes.Concat (OfTail (instruction, parameters));
		return shapes.Concat (OfCall (parameters, method != null ? method.Result : signature.Result));
	}

	public static bool IsInRegion (Body body, int position)
	{
		return body.Clauses.Any (c => position >= c.TryStart.Position && position < c.HandlerEnd.Position);
	}
}
