// SPDX-License-Identifier: MIT
//
// Loops that end because another thread writes to memory. What they wait for must be read in every round; the second
// thread writes only what nothing else looks at before it has ended.
using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection.Emit;

sealed partial class Generator
{
	const string Awaited = "awaited";

	readonly TypeSymbol cell = new TypeSymbol { Name = "Cell", Parent = TypeName.Object };
	readonly Dictionary<string, FieldUse> waited = new Dictionary<string, FieldUse> ();
	MethodSymbol cellConstructor, reset, wake, getNumber;
	readonly List<MethodSymbol> waiters = new List<MethodSymbol> ();

	void DeclareWaiting ()
	{
		Action<string, TypeName> statics = (name, type) => waited [name] = new FieldUse {
			Owner = program.Type, Symbol = program.Field (Awaited + name, type, true)
		};
		Action<string, TypeName> inCell = (name, type) => waited [name] = new FieldUse { Owner = cell.Type, Symbol = cell.Field (name, type) };

		statics ("I4", TypeName.I4);
		statics ("I8", TypeName.I8);
		statics ("Bool", TypeName.Boolean);
		statics ("R8", TypeName.R8);
		statics ("Object", TypeName.Object);
		statics ("Cell", cell.Type);
		inCell ("number", TypeName.I4);
		inCell ("wide", TypeName.I8);
		inCell ("other", TypeName.I4);
		inCell ("next", cell.Type);
		inCell ("numbers", TypeName.I4.Vector);
		cellConstructor = cell.Method (".ctor", false, TypeName.Void);
		cellConstructor.Build = ConstructCell;
		getNumber = cell.Method ("get_Number", false, TypeName.I4);
		getNumber.Build = () => {
			var body = new Body (getNumber);
			body.LoadArgument (0);
			body.Op (OpCodes.Ldfld, waited ["number"]);
			body.Op (OpCodes.Ret);
			return body;
		};
		reset = program.Method ("Reset", true, TypeName.Void);
		reset.IsApart = true;
		reset.Build = () => WriteAwaited (reset, false);
		wake = program.Method ("Wake", true, TypeName.Void);
		wake.IsApart = true;
		wake.Build = () => WriteAwaited (wake, true);
		for (int i = 0; i < 2; i++) {
			MethodSymbol waiter = program.Method ("WaitFor" + i, true, TypeName.Void, TypeName.I4.Pointer);
			waiter.IsApart = true;
			waiter.NoInlining = i == 0;
			waiter.AggressiveInlining = i == 1;
			waiter.Build = () => {
				var body = new Body (waiter);
				EmitLoop (body, false, b => { }, (b, top) => {
					b.LoadArgument (0);
					b.Op (OpCodes.Ldind_I4);
					b.Op (OpCodes.Brfalse, top);
				});
				body.Op (OpCodes.Ret);
				body.Uncount (0);
				return body;
			};
			waiters.Add (waiter);
		}
	}

	Body ConstructCell ()
	{
		var body = new Body (cellConstructor);

		body.LoadArgument (0);
		body.Op (OpCodes.Call, Library.ObjectConstructor);
		body.LoadArgument (0);
		body.Constant (4);
		body.Op (OpCodes.Newarr, TypeName.I4);
		body.Op (OpCodes.Stfld, waited ["numbers"]);
		body.Op (OpCodes.Ret);
		return body;
	}

	/* Everything that loops wait for: as it is before, or as it is at last */
	Body WriteAwaited (MethodSymbol method, bool atLast)
	{
		var body = new Body (method);
		Action<string> store = name => body.Op (OpCodes.Stsfld, waited [name]);

		if (!atLast) {
			body.Op (OpCodes.Newobj, cellConstructor.Use ());
			store ("Cell");
			body.Op (OpCodes.Ldsfld, waited ["Cell"]);
			body.Op (OpCodes.Newobj, cellConstructor.Use ());
			body.Op (OpCodes.Stfld, waited ["next"]);
		}
		body.Constant (atLast ? 1 : 0);
		store ("I4");
		body.Op (OpCodes.Ldc_I8, atLast ? 1L << 40 : 0);
		store ("I8");
		body.Constant (atLast ? 1 : 0);
		store ("Bool");
		body.Op (OpCodes.Ldc_R8, atLast ? 0.5 : 0.0);
		store ("R8");
		if (atLast)
			body.Op (OpCodes.Ldstr, "done");
		else
			body.Op (OpCodes.Ldnull);
		store ("Object");
		body.Op (OpCodes.Ldsfld, waited ["Cell"]);
		body.Constant (atLast ? 1 : 0);
		body.Op (OpCodes.Stfld, waited ["number"]);
		body.Op (OpCodes.Ldsfld, waited ["Cell"]);
		body.Op (OpCodes.Ldfld, waited ["next"]);
		body.Constant (atLast ? 2 : 0);
		body.Op (OpCodes.Stfld, waited ["number"]);
		body.Op (OpCodes.Ldsfld, waited ["Cell"]);
		body.Op (OpCodes.Ldfld, waited ["numbers"]);
		body.Constant (2);
		body.Constant (atLast ? 3 : 0);
		body.Op (OpCodes.Stelem_I4);
		body.Op (OpCodes.Ret);
		return body;
	}

	/* ---- Loops ---------------------------------------------------------------------------------------------------- */

	static void EmitLoop (Body body, bool testsFirst, Action<Body> inside, Action<Body, Label> again)
	{
		Label top = new Label (), test = new Label ();

		if (testsFirst)
			body.Op (OpCodes.Br, test);
		body.Mark (top);
		inside (body);
		body.Mark (test);
		again (body, top);
	}

	/* Things to do in a loop that may run any number of times: the last time must leave what the first did. */
	Action<Body> Inside (Local local)
	{
		FieldUse other = waited ["other"];

		switch (chance.Below (5)) {
		case 0:
			return body => body.Op (OpCodes.Nop);
		case 1:
			return body => {
				body.Load (local);
				body.Constant (7);
				body.Op (OpCodes.Stfld, other);
			};
		case 2:
			return body => {
				body.Constant (5);
				body.Op (OpCodes.Call, Library.Opaque);
				body.Op (OpCodes.Pop);
			};
		case 3:
			return body => {
				body.Load (local);
				body.Op (OpCodes.Ldfld, waited ["numbers"]);
				body.Constant (1);
				body.Constant (9);
				body.Op (OpCodes.Stelem_I4);
			};
		default:
			return body => { };
		}
	}

	/* Goes on as long as the field is 0: in LOCAL, which is the cell, if it is a cell's. */
	void AgainIfZero (Body body, Label top, string name, Local local)
	{
		FieldUse field = waited [name];

		if (!field.Symbol.IsStatic)
			body.Load (local);
		body.Op (field.Symbol.IsStatic ? OpCodes.Ldsfld : OpCodes.Ldfld, field);
		switch (field.Type.Kind) {
		case Kind.Int64:
			body.Op (OpCodes.Ldc_I8, 0L);
			body.Op (OpCodes.Beq, top);
			break;
		case Kind.Float64:
			body.Op (OpCodes.Ldc_R8, 0.0);
			body.Op (OpCodes.Beq, top);
			break;
		default:
			body.Op (OpCodes.Brfalse, top);
			break;
		}
	}

	Node Wait ()
	{
		int way = chance.Below (Shapes.Waits.Length);
		bool testsFirst = chance.Percent (50);
		Local local = new Local (cell.Type);
		Action<Body> inside = Inside (local);

		if (frame.IsTight || frame.IsFilter)
			return null;
		return new Node (TypeName.Void, (body, node) => {
			body.Op (OpCodes.Call, reset.Use ());
			body.Op (OpCodes.Ldsfld, waited ["Cell"]);
			body.Store (local);
			body.Op (OpCodes.Ldnull);
			body.Op (OpCodes.Ldftn, wake.Use ());
			body.Op (OpCodes.Newobj, Library.NewAction);
			body.Op (OpCodes.Call, Library.Later).Shape = Shapes.Waits [way];
			inside (body);                      /* a loop that tests first may go around no time */
			int start = body.Instructions.Count;
			EmitWait (body, way, local, testsFirst, inside);
			body.Uncount (start);
			body.Op (OpCodes.Call, Library.Await);
		}).Calls ();
	}

	static readonly string [] plain = { "I4", "I8", "Bool", "R8", "Object", "number" };

	void EmitWait (Body body, int way, Local local, bool testsFirst, Action<Body> inside)
	{
		if (way < plain.Length) {
			EmitLoop (body, testsFirst, inside, (b, top) => AgainIfZero (b, top, plain [way], local));
			return;
		}
		switch (Shapes.Waits [way]) {
		case "wait for a.b.c":
			EmitLoop (body, testsFirst, inside, (b, top) => {
				b.Op (OpCodes.Ldsfld, waited ["Cell"]);
				b.Op (OpCodes.Ldfld, waited ["next"]);
				b.Op (OpCodes.Ldfld, waited ["number"]);
				b.Op (OpCodes.Brfalse, top);
			});
			break;
		case "wait for an element":
			EmitLoop (body, testsFirst, inside, (b, top) => {
				b.Load (local);
				b.Op (OpCodes.Ldfld, waited ["numbers"]);
				b.Constant (2);
				b.Op (OpCodes.Ldelem_I4);
				b.Op (OpCodes.Brfalse, top);
			});
			break;
		case "wait by address of a static":
			WaitByAddress (body, TypeName.I4.Pointer, local, "I4", testsFirst, inside);
			break;
		case "wait by address of a field":
			WaitByAddress (body, TypeName.I4.Pointer, local, "number", testsFirst, inside);
			break;
		case "wait by unmanaged address":
			WaitByAddress (body, TypeName.I4.Unmanaged, local, "I4", testsFirst, inside);
			break;
		case "wait by property":
			EmitLoop (body, testsFirst, inside, (b, top) => {
				b.Load (local);
				b.Op (OpCodes.Callvirt, getNumber.Use ());
				b.Op (OpCodes.Brfalse, top);
			});
			break;
		case "wait in a callee, by ref":
			LoadAwaitedAddress (body, local, testsFirst ? "I4" : "number");
			body.Op (OpCodes.Call, waiters [testsFirst ? 0 : 1].Use ());
			break;
		case "wait for one of two":
			EmitLoop (body, testsFirst, inside, (b, top) => {
				var end = new Label ();

				b.Load (local);
				b.Op (OpCodes.Ldfld, waited ["wide"]);
				b.Op (OpCodes.Ldc_I8, 0L);
				b.Op (OpCodes.Bne_Un, end);
				AgainIfZero (b, top, "number", local);
				b.Mark (end);
			});
			break;
		case "wait while counting":
			WaitAndCount (body, local, testsFirst);
			break;
		case "wait in an outer loop":
			WaitTwice (body, local, testsFirst, inside);
			break;
		default:
			throw new InvalidOperationException (Shapes.Waits [way]);
		}
	}

	void LoadAwaitedAddress (Body body, Local local, string name)
	{
		FieldUse field = waited [name];

		if (!field.Symbol.IsStatic)
			body.Load (local);
		body.Op (field.Symbol.IsStatic ? OpCodes.Ldsflda : OpCodes.Ldflda, field);
	}

	void WaitByAddress (Body body, TypeName type, Local local, string name, bool testsFirst, Action<Body> inside)
	{
		var address = new Local (type);

		LoadAwaitedAddress (body, local, name);
		if (type.Element == Element.Pointer)
			body.Op (OpCodes.Conv_U);
		body.Store (address);
		EmitLoop (body, testsFirst, inside, (b, top) => {
			b.Load (address);
			b.Op (OpCodes.Ldind_I4);
			b.Op (OpCodes.Brfalse, top);
		});
	}

	/* How often is nobody's business; that it is not negative is observed. */
	void WaitAndCount (Body body, Local local, bool testsFirst)
	{
		var rounds = new Local (TypeName.I8);

		body.Op (OpCodes.Ldc_I8, 0L);
		body.Store (rounds);
		EmitLoop (body, testsFirst, b => {
			b.Load (rounds);
			b.Op (OpCodes.Ldc_I8, 1L);
			b.Op (OpCodes.Add);
			b.Store (rounds);
		}, (b, top) => AgainIfZero (b, top, "number", local));
		body.Load (rounds);
		body.Op (OpCodes.Ldc_I8, 0L);
		body.Op (OpCodes.Clt);
		body.Op (OpCodes.Call, Library.Observe (TypeName.I4));
	}

	void WaitTwice (Body body, Local local, bool testsFirst, Action<Body> inside)
	{
		var round = new Local (TypeName.I4);

		body.Constant (0);
		body.Store (round);
		EmitLoop (body, false, b => {
			EmitLoop (b, testsFirst, inside, (c, top) => AgainIfZero (c, top, "number", local));
			b.Load (round);
			b.Constant (1);
			b.Op (OpCodes.Add);
			b.Store (round);
		}, (b, top) => {
			b.Load (round);
			b.Constant (2);
			b.Op (OpCodes.Blt, top);
		});
	}
}
